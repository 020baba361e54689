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

// The end of a trial, on its way to the database.
struct Store::Ending {
  TrialEnd end;
  bool written = false, counted = false;
  std::exception_ptr error = nullptr;
};

struct Store::Inside {
  std::unique_ptr<Database> database;
  std::unique_ptr<Workers> workers;  // gone before the database
  StoreView view;
  std::set<std::int64_t> mine;  // claimed here, and not ended

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

Offer Store::claim(const NewTrials& more) {
  const std::lock_guard guard(one_at_a_time_);
  Inside& in = *inside_;
  const StoreView& view = in.view;
  const auto ask = [&]() -> Offer {
    soci::session& sql = in.database->sql();
    TrialTable table(sql);
    in.view.refresh(sql);
    TakenOver taken = take_over(view, *in.workers, table, in.mine, more.most_attempts);
    if (taken.claim) return {Offer::Kind::trial, std::move(*taken.claim)};
    if (taken.given_up) in.view.refresh(sql);
    if (more.promote) {
      in.view.refresh_curves(sql);
      if (const std::int64_t again = more.promote(view.points, view.curves); again >= 0)
        return {Offer::Kind::trial, table.take(view.trials[std::size_t(again)], 0, worker())};
    }
    const auto number = std::int64_t(view.points.size());
    if (number >= more.most) return {view.ended < number ? Offer::Kind::wait : Offer::Kind::finished, {}};
    if (view.ended < more.must_have_ended(number)) return {Offer::Kind::wait, {}};
    return {Offer::Kind::trial, table.begin(number, more.propose(number, view.points), worker())};
  };
  try {
    Offer offer = in.database->write(Commit::ordered, ask);
    if (offer.kind == Offer::Kind::trial) in.mine.insert(offer.claim.number);
    return offer;
  } catch (...) {
    in.view.forget();  // it may have seen what was undone
    throw;
  }
}

void Store::report(std::int64_t trial, std::int64_t epoch, double objective) {
  const std::lock_guard guard(one_at_a_time_);
  inside_->database->write(Commit::ordered,
                           [&] { TrialTable(inside_->database->sql()).report(trial, epoch, objective); });
}

// Whoever gets the database first writes all endings that wait.
bool Store::finish(std::int64_t trial, TrialState state, const std::vector<double>& objectives,
                   std::int64_t epochs, const std::string& reason) {
  Ending mine{{trial, epochs, state_name(state), numbers_text(objectives), reason, worker()}};
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
    Database& database = *inside_->database;
    const int connections = database.connections();
    try {
      database.write(Commit::durable, [&] {
        TrialTable table(database.sql());
        for (Ending* e : all)  // after a lost connection: it may stand there already
          e->counted =
              table.end(e->end) || (database.connections() != connections && table.has_ended_so(e->end));
      });
      for (const Ending* e : all) inside_->mine.erase(e->end.trial);
    } catch (...) {
      for (Ending* e : all) e->error = std::current_exception();
    }
  }
  if (mine.error) std::rethrow_exception(mine.error);
  return mine.counted;
}

void Store::hand_back(std::int64_t trial) {
  const std::lock_guard guard(one_at_a_time_);
  inside_->database->write(Commit::durable,
                           [&] { TrialTable(inside_->database->sql()).hand_back(trial, worker()); });
}

std::int64_t Store::retry_failed() {
  const std::lock_guard guard(one_at_a_time_);
  return inside_->database->write(Commit::durable, [&] {
    Inside& in = *inside_;
    TrialTable table(in.database->sql());
    in.view.refresh(in.database->sql());
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
    inside_->view.refresh(inside_->database->sql());
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
    inside_->view.refresh(inside_->database->sql());
    inside_->view.refresh_curves(inside_->database->sql());
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
