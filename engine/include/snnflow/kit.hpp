// The kit: how plugins of every kind enter the registry, from a shared library or built in.
#pragma once
#include "snnflow/neuron_traits.hpp"
#include "snnflow/pack.hpp"
#include "snnflow/plugin_base.hpp"
#include "snnflow/stamp.hpp"

namespace snnflow {

// One entry of the registry.
struct Registration {
  About about;
  std::unique_ptr<Plugin> (*make)(const Value& table) = nullptr;  // the table was checked before
  NeuronTraits traits;                                            // of a neuron
};

class Kit {
 public:
  std::vector<Registration> list;

  // A neuron, by the template of its equations; defined in neuron_kind.hpp.
  template <template <class> class M>
  void neuron();
  // Any other kind.
  template <class P>
  void add() {
    list.push_back({describe<Tensor>(P::kind, P::about(), P()),
                    [](const Value& table) -> std::unique_ptr<Plugin> {
                      auto plugin = std::make_unique<P>();
                      std::apply([&](const auto&... f) { (set(*plugin, f, table), ...); }, P::about().fields);
                      return plugin;
                    },
                    {}});
  }

 private:
  template <class P, class F>
  static void set(P& plugin, const F& field, const Value& table) {
    using T = std::remove_reference_t<decltype(plugin.*(field.member))>;
    if constexpr (!std::is_same_v<T, Tensor>)
      if (const Value* v = table.find(field.name)) read(field, *v, plugin.*(field.member));
  }
};

}  // namespace snnflow

#define SNNFLOW_JOIN_(a, b) a##b
#define SNNFLOW_JOIN(a, b) SNNFLOW_JOIN_(a, b)
#ifdef SNNFLOW_BUILTIN
#define SNNFLOW_PLUGIN(kit)                                                \
  void SNNFLOW_JOIN(snnflow_builtin_, SNNFLOW_BUILTIN)(snnflow::Kit & kit); \
  void SNNFLOW_JOIN(snnflow_builtin_, SNNFLOW_BUILTIN)(snnflow::Kit & kit)
#else
#define SNNFLOW_PLUGIN(kit)                                                                        \
  SNNFLOW_STAMP;                                                                                   \
  extern "C" __attribute__((visibility("default"))) void snnflow_plugin(snnflow::Kit& kit);       \
  extern "C" __attribute__((visibility("default"))) void snnflow_plugin(snnflow::Kit& kit)
#endif
