// What training tells goes to the audience first, so that a checkpoint is written where the audience stops
// it.
#include "run/recorded_run.hpp"

#include "plan/identity.hpp"
#include "record/checkpoint.hpp"
#include "record/rewind.hpp"
#include "record/run_file.hpp"

namespace snnflow {
namespace {

class Recorder final : public Watcher {
 public:
  Recorder(Writer& writer, Watcher& audience, int checkpoint_every, std::vector<EpochResult>& results)
      : writer_(writer), audience_(audience), checkpoint_every_(checkpoint_every), results_(results) {}
  void batch(int epoch, std::int64_t done, std::int64_t all, double loss) override {
    audience_.batch(epoch, done, all, loss);
  }
  void epoch(const EpochResult& result, const TrainState& state, EpochRecord&& record) override {
    results_.push_back(result);
    audience_.epoch(result, state, {});
    WriteJob job;
    if (!record.spikes.empty() || !record.states.empty() || !record.weights.empty())
      job.record = std::move(record);
    job.result = result;
    if (state.epoch % checkpoint_every_ == 0 || state.finished || stop_requested()) job.checkpoint = state;
    writer_.submit(std::move(job));
  }
  void interrupted(const TrainState& state) override {
    WriteJob job;
    job.checkpoint = state;
    writer_.submit(std::move(job));
  }
  bool stop_requested() const override { return audience_.stop_requested(); }

 private:
  Writer& writer_;
  Watcher& audience_;
  const int checkpoint_every_;
  std::vector<EpochResult>& results_;
};

}  // namespace

RecordedRun::RecordedRun(const Plan& plan, const Registry& registry, Pool& pool, std::string folder,
                         const MakeInfo& info)
    : plan_(plan),
      folder_(std::move(folder)),
      identity_(identity(plan)),
      trainer_(plan, registry, pool),
      info_(info(trainer_.blocks())) {}
RecordedRun::~RecordedRun() = default;

std::vector<std::string> RecordedRun::begin(bool look) {
  std::vector<std::string> remarks;
  const auto rewound = [&](int epoch) {
    JournalContents journal = rewind(folder_, epoch, info_);
    if (!journal.remark.empty()) remarks.push_back(journal.remark);
    return journal.results;
  };
  state_ = trainer_.begin();
  if (!look) return remarks;
  auto stored = read_checkpoint(folder_);
  if (!stored) return rewound(-1), remarks;
  check_state(stored->state, info_);
  if (stored->identity != identity_ || stored->state.memory.size() != state_.memory.size())
    throw Error("'" + folder_ + "' has a checkpoint of another plan; begin anew with --force");
  state_ = std::move(stored->state);
  // Epoch 0 is told again where nothing has followed it.
  const bool learned = state_.epoch > 0 || state_.batch > 0;
  results_ = rewound(learned ? state_.epoch : -1);
  continued_ = true;
  return remarks;
}

void RecordedRun::train(Watcher& audience) {
  writer_ = std::make_unique<Writer>(folder_, info_, identity_);
  Recorder recorder(*writer_, audience, plan_.train.checkpoint, results_);
  trainer_.run(state_, recorder);
  writer_->finish();
}

FinalResult RecordedRun::finish() {
  FinalResult final = trainer_.finish(state_);
  for (const EpochResult& r : results_)
    if (r.epoch == final.epoch) final.train = r.train;
  assemble(final, "done");
  return final;
}

void RecordedRun::close(const std::string& status) {
  if (writer_) writer_->finish();
  assemble({}, status);
}

void RecordedRun::assemble(const std::optional<FinalResult>& final, const std::string& status) {
  left_out_ = assemble_run(folder_, info_, results_, state_, final, status);
}

}  // namespace snnflow
