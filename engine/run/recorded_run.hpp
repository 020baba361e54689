// A training run in its folder: continued from where it was, recorded while it goes on, assembled at its end.
#pragma once
#include <functional>
#include <memory>

#include "record/writer.hpp"
#include "train/trainer.hpp"

namespace snnflow {

class RecordedRun {
 public:
  /// What the record says besides figures, once the model's blocks are known.
  using MakeInfo = std::function<RunInfo(const Blocks&)>;

  /// The folder is there, and nobody else works in it.
  RecordedRun(const Plan& plan, const Registry& registry, Pool& pool, std::string folder,
              const MakeInfo& info);
  ~RecordedRun();

  /// Takes up the checkpoint of the folder, or begins anew where there is none; `look`: whether there may be
  /// one. Answers what was found damaged. Error 65 where the checkpoint is another plan's.
  std::vector<std::string> begin(bool look);
  bool continued() const { return continued_; }

  /// Trains until the end or until `audience` asks for a stop, which is asked after it has heard of an epoch.
  /// Whatever is thrown, close() may follow.
  void train(Watcher& audience);
  /// After train(): evaluates what the plan selects, and makes run.h5 with the status "done".
  FinalResult finish();
  /// Instead of finish(): makes run.h5 of what there is.
  void close(const std::string& status);

  const RunInfo& info() const { return info_; }
  const TrainState& state() const { return state_; }
  const std::vector<EpochResult>& results() const { return results_; }
  /// What run.h5 had to leave out.
  const std::vector<std::string>& left_out() const { return left_out_; }

 private:
  void assemble(const std::optional<FinalResult>& final, const std::string& status);

  const Plan& plan_;
  const std::string folder_, identity_;
  Trainer trainer_;
  const RunInfo info_;
  TrainState state_;
  std::vector<EpochResult> results_;
  std::vector<std::string> left_out_;
  bool continued_ = false;
  std::unique_ptr<Writer> writer_;
};

}  // namespace snnflow
