// All plugins by kind and name, built in or loaded from shared libraries, by the same rules.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "kernels/kernels.hpp"
#include "snnflow/connection.hpp"
#include "snnflow/data.hpp"
#include "snnflow/kit.hpp"
#include "snnflow/neuron_border.hpp"
#include "snnflow/objective.hpp"
#include "snnflow/optimiser.hpp"

namespace snnflow {

// One plugin as the program knows it.
struct Registered {
  Registration registration;
  std::string library;  // the file it came from
  const About& about() const { return registration.about; }
};

// A library that was looked at and not taken.
struct Refused {
  std::string library, reason;
};

class Registry {
 public:
  // Loads the built-in plugins from beside the program. level: 2, 3, 4, or 0 for best_level().
  explicit Registry(int level = 0);

  // Whether a library can be loaded, told from its bytes; what is wrong with it is an issue at `place`, which
  // names it as it was written there.
  bool inspect(const std::string& library, const std::string& written, Place place, Issues& issues) const;
  // Loads a library of plugins, in the same way. Loading a library twice does nothing.
  void load(const std::string& library, const std::string& written, Place place, Issues& issues);
  // Remembers a library that was not loaded, to be told where a name is unknown.
  void leave_out(const std::string& library, const std::string& reason) {
    refused_.push_back({library, reason});
  }
  // Loads every library of a folder; what cannot be loaded is remembered in refused().
  void load_folder(const std::string& folder);

  const Registered* find(const std::string& kind, const std::string& name) const;
  std::vector<std::string> names(const std::string& kind) const;
  std::vector<std::string> kinds() const;
  const std::vector<Refused>& refused() const { return refused_; }
  int level() const { return level_; }
  // The kernels of the clock engine at this level.
  const KernelTable& kernels() const { return *kernels_; }

  // A plugin of this kind with the settings of a checked table.
  template <class P>
  std::shared_ptr<const P> make(const Registered& plugin, const Value& table) const {
    return std::shared_ptr<const P>(static_cast<P*>(plugin.registration.make(table).release()));
  }
  // The exact engine of a neuron, which is built at x86-64-v2 only: the same bits on every machine.
  std::unique_ptr<ExactNetwork> exact(const Registered& neuron, const Value& table) const;

 private:
  void take(const std::string& library, const std::string& origin);
  std::string best_build(const std::string& library) const;

  int level_;
  const KernelTable* kernels_ = nullptr;
  std::vector<std::unique_ptr<Registered>> plugins_;
  std::vector<std::string> loaded_;
  std::vector<Refused> refused_;
};

// The best level that this machine runs and that the built-in plugins were built for.
int best_level();

// The folder beside the program that holds the built-in plugins.
std::string builtin_folder();

}  // namespace snnflow
