// SQL through SOCI. A claim reads what changed since the last one, frees the trials of the dead, and writes
// one row.
#include "sweep/store.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <set>

#include "record/disk.hpp"
#include "snnflow/issue.hpp"
#include "sweep/folder_workers.hpp"
#include "sweep/rows.hpp"
#include "sweep/server_workers.hpp"
#include "sweep/sqlite_database.hpp"
#include "sweep/store_place.hpp"
#include "sweep/store_view.hpp"
#include "sweep/taking_over.hpp"

namespace snnflow {
namespace {

std::string made_folder(const std::string& folder) {
  for (std::size_t slash = folder.find('/', 1);; slash = folder.find('/', slash + 1)) {
    const std::string part = folder.substr(0, slash);
    if (::mkdir(part.c_str(), 0777) != 0 && errno != EEXIST) throw_disk_error(part, errno);
    if (slash == std::string::npos) return folder;
  }
}

}  // namespace

// The end of a trial, on its way to the database; `more`: of whoever wants another one.
struct Store::Ending {
  TrialEnd end;
  const NewTrials* more = nullptr;
  Offer offer{Offer::Kind::wait, {}};
  bool written = false, counted = false;
  std::exception_ptr error = nullptr;
};

struct Store::Inside {
  std::unique_ptr<Database> database;
  std::unique_ptr<Workers> workers;  // gone before the database
  StoreView view;
  std::set<std::int64_t> mine;  // claimed here, and not ended

  Offer ask(const NewTrials& more);
  void write(std::span<Ending* const> all, bool and_claim);
  template <class Work>
  auto write_asking(Commit commit, Work work);

  Inside(const std::string& where, const StoreSettings& given) {
    const std::string folder = made_folder(where);
    if (const auto url = store_place(folder, given.url, try_connection)) {
      auto server = std::make_unique<PostgresDatabase>(*url, given.say, given.patience);
      workers = std::make_unique<ServerWorkers>(*server, given.heartbeat);
      database = std::move(server);
    } else {
      database = std::make_unique<SqliteDatabase>(folder + "/sweep.db", given.say, given.patience);
      workers = std::make_unique<FolderWorkers>(folder, *database, given.heartbeat);
    }
    database->connected_again = [this] {
      view.forget();  // it may have seen what was undone
      workers->come_back();
    };
  }
};

Store::Store(const std::string& folder, const StoreSettings& settings)
    : inside_(std::make_unique<Inside>(folder, settings)), heart_(settings.heartbeat, [this] { beat(); }) {}
Store::~Store() = default;

const std::string& Store::worker() const { return inside_->workers->me(); }

std::string Store::agree(const std::string& name, const std::string& value) {
  const std::lock_guard guard(one_at_a_time_);
  return inside_->database->write(Commit::durable, [&] {
    soci::session& sql = inside_->database->sql();
    std::string kept = value;
    sql << "INSERT INTO fact (name, value) VALUES (:n, :v) ON CONFLICT (name) DO NOTHING", soci::use(name),
        soci::use(value);
    sql << "SELECT value FROM fact WHERE name = :n", soci::use(name), soci::into(kept);
    return kept;
  });
}

// In a transaction for writing. What is offered counts as `mine` at once, for whoever asks next in the same
// one.
Offer Store::Inside::ask(const NewTrials& more) {
  TrialTable table(*database);
  const auto offer = [&](Claim claim) {
    mine.insert(claim.number);
    return Offer{Offer::Kind::trial, std::move(claim)};
  };
  view.refresh(*database);
  TakenOver taken = take_over(view, *workers, table, mine, more.most_attempts);
  if (taken.claim) return offer(std::move(*taken.claim));
  if (taken.given_up) view.refresh(*database);
  if (more.promote) {
    view.refresh_curves(*database);
    if (const std::int64_t again = more.promote(view.points, view.curves); again >= 0)
      return offer(table.take(view.trials[std::size_t(again)], 0, workers->me()));
  }
  const auto number = std::int64_t(view.points.size());
  if (number >= more.most) return {view.ended < number ? Offer::Kind::wait : Offer::Kind::finished, {}};
  if (view.ended < more.must_have_ended(number)) return {Offer::Kind::wait, {}};
  return offer(table.begin(number, more.propose(number, view.points), workers->me()));
}

// A transaction in which somebody asks: where it is undone, or done again, so is what this process thinks of
// it.
template <class Work>
auto Store::Inside::write_asking(Commit commit, Work work) {
  const std::set<std::int64_t> before = mine;
  try {
    return database->write(commit, [&] {
      mine = before;
      return work();
    });
  } catch (...) {
    mine = before;
    view.forget();
    throw;
  }
}

Offer Store::claim(const NewTrials& more) {
  const std::lock_guard guard(one_at_a_time_);
  return inside_->write_asking(Commit::ordered, [&] { return inside_->ask(more); });
}

void Store::report(std::int64_t trial, std::int64_t epoch, double objective) {
  const std::lock_guard guard(one_at_a_time_);
  inside_->database->write(Commit::ordered,
                           [&] { TrialTable(*inside_->database).report(trial, epoch, objective); });
}

bool Store::finish(std::int64_t trial, TrialState state, const std::vector<double>& objectives,
                   std::int64_t epochs, const std::string& reason) {
  Ending mine{{trial, epochs, state_name(state), numbers_text(objectives), reason, worker()}};
  write(mine);
  return mine.counted;
}

std::pair<bool, Offer> Store::finish_and_claim(std::int64_t trial, TrialState state,
                                               const std::vector<double>& objectives, std::int64_t epochs,
                                               const std::string& reason, const NewTrials& more) {
  Ending mine{{trial, epochs, state_name(state), numbers_text(objectives), reason, worker()}, &more};
  write(mine);
  return {mine.counted, std::move(mine.offer)};
}

// Whoever gets the database first writes all endings that wait, and claims for all who want more.
void Store::write(Ending& mine) {
  {
    const std::lock_guard guard(waiting_);
    endings_.push_back(&mine);
  }
  const std::lock_guard guard(one_at_a_time_);
  if (!mine.written) {
    std::vector<Ending*> all;
    {
      const std::lock_guard queue(waiting_);
      all.swap(endings_);
    }
    for (Ending* e : all) e->written = true;
    try {
      try {
        inside_->write(all, true);
      } catch (const std::exception& e) {
        const auto* error = dynamic_cast<const Error*>(&e);
        if (error && error->code == io_exit) throw;
        inside_->write(all, false);  // what was in the way of a claim is in the way of no ending
      }
    } catch (...) {
      for (Ending* e : all) e->error = std::current_exception();
    }
  }
  if (mine.error) std::rethrow_exception(mine.error);
}

void Store::Inside::write(std::span<Ending* const> all, bool and_claim) {
  const int connections = database->connections();
  write_asking(Commit::durable, [&] {
    TrialTable table(*database);
    for (Ending* e : all) {  // after a lost connection: it may stand there already
      e->counted =
          table.end(e->end) || (database->connections() != connections && table.has_ended_so(e->end));
      mine.erase(e->end.trial);
    }
    for (Ending* e : all) e->offer = e->more && and_claim ? ask(*e->more) : Offer{Offer::Kind::wait, {}};
  });
}

void Store::hand_back(std::int64_t trial) {
  const std::lock_guard guard(one_at_a_time_);
  inside_->database->write(Commit::durable,
                           [&] { TrialTable(*inside_->database).hand_back(trial, worker()); });
}

std::int64_t Store::retry_failed() {
  const std::lock_guard guard(one_at_a_time_);
  return inside_->database->write(Commit::durable, [&] {
    Inside& in = *inside_;
    TrialTable table(*in.database);
    in.view.refresh(*in.database);
    std::int64_t again = 0;
    for (const StoredTrial& t : in.view.trials) {
      if (t.point.state != TrialState::failed) continue;
      table.set_back(t.point.number);
      ++again;
    }
    return again;
  });
}

std::vector<StoredTrial> Store::trials() {
  const std::lock_guard guard(one_at_a_time_);
  return inside_->database->read([&] {
    inside_->view.refresh(*inside_->database);
    return inside_->view.trials;
  });
}

std::vector<std::vector<double>> Store::curves() {
  std::vector<std::vector<double>> copies;
  look([&](auto, std::span<const std::vector<double>> curves) {
    copies.assign(curves.begin(), curves.end());
  });
  return copies;
}

void Store::look(
    const std::function<void(std::span<const SweepPoint>, std::span<const std::vector<double>>)>& look) {
  const std::lock_guard guard(one_at_a_time_);
  inside_->database->read([&] {
    inside_->view.refresh(*inside_->database);
    inside_->view.refresh_curves(*inside_->database);
  });
  look(inside_->view.points, inside_->view.curves);
}

bool Store::others_work() {
  const std::lock_guard guard(one_at_a_time_);
  return inside_->database->read([&] { return inside_->workers->others_work(); });
}

void Store::beat() {
  const std::lock_guard guard(one_at_a_time_);
  if (inside_->mine.empty()) return;
  const std::string me = worker();
  inside_->database->write(Commit::ordered, [&] {
    inside_->database->sql() << "UPDATE worker SET beats = beats + 1 WHERE name = :n", soci::use(me);
  });
}

}  // namespace snnflow
