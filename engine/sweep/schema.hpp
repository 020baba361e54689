// The tables of a sweep's database, as steps from one version to the next. A step that was released is never
// changed.
#pragma once
#include <vector>

namespace snnflow {

/// schema_steps[v] leads from version v to v + 1; PRAGMA user_version says where a file stands.
inline const std::vector<const char*> schema_steps[] = {
    {
        // What the sweep is: anything that its workers must agree on, by name.
        "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        // One row per trial. point: coordinates in the space's order; objectives: numbers; both separated by
        // blanks, "nan" for none. revision: grows with every change of any row, so that readers fetch only
        // what is new.
        "CREATE TABLE trial (number INTEGER PRIMARY KEY, state TEXT NOT NULL, point TEXT NOT NULL,"
        " objectives TEXT NOT NULL, epochs INTEGER NOT NULL, worker TEXT NOT NULL, attempts INTEGER NOT NULL,"
        " reason TEXT NOT NULL, revision INTEGER NOT NULL)",
        "CREATE UNIQUE INDEX trial_revision ON trial (revision)",
        "CREATE INDEX trial_running ON trial (worker) WHERE state = 'running'",
        // The objective after each epoch; null where there is none. id: grows with everything that is told.
        "CREATE TABLE epoch (id INTEGER PRIMARY KEY AUTOINCREMENT, trial INTEGER NOT NULL, epoch INTEGER NOT "
        "NULL,"
        " objective REAL, UNIQUE (trial, epoch))",
        "CREATE TABLE worker (name TEXT PRIMARY KEY, beats INTEGER NOT NULL)",
    },
};

}  // namespace snnflow
