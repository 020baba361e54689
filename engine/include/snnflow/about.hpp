// The one declaration of a plugin: its name, what it is, and each parameter with default, unit, range and meaning.
// Walked at compile time by the kernels and flattened once into plain records for everything else: parsing, errors,
// `plugins show`, the schema, the provenance in HDF5.
#pragma once
#include <array>
#include <limits>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "snnflow/value.hpp"

namespace snnflow {

// A parameter of the model whose shape the connection works out: weights, biases.
struct Tensor {};

enum class Role { parameter, state, derived };
enum class Per { layer, unit };

inline constexpr double infinite = std::numeric_limits<double>::infinity();
inline constexpr int most_choices = 8;

// What a member can hold: a whole number of 32 bits has bounds of its own.
template <class T>
constexpr bool counts = std::is_integral_v<T> && !std::is_same_v<T, bool>;
template <class T>
constexpr double least() {
  if constexpr (counts<T> && (sizeof(T) < 8 || std::is_unsigned_v<T>)) return double(std::numeric_limits<T>::min());
  else return -infinite;
}
template <class T>
constexpr double most() {
  if constexpr (counts<T> && sizeof(T) < 8) return double(std::numeric_limits<T>::max());
  else return infinite;
}

// One member of a plugin's struct M. Its initialiser there is the default.
template <class M, class T>
struct Field {
  const char* name;
  T M::*member;
  Role role = Role::parameter;
  const char *unit_ = "", *doc_ = "", *source_ = "";
  double low = least<T>(), high = most<T>();
  bool low_open = false, high_open = false;
  bool trainable_ = false, trained_ = false, required_ = false, optional_ = false;
  Per per = Per::layer;
  std::array<const char*, most_choices> choices_{};
  const char *below_ = "", *below_reason_ = "", *drawn_ = "";

  constexpr Field unit(const char* u) const { Field f = *this; f.unit_ = u; return f; }
  constexpr Field doc(const char* d) const { Field f = *this; f.doc_ = d; return f; }
  // Where the equation comes from: a paper, a library and its function.
  constexpr Field source(const char* s) const { Field f = *this; f.source_ = s; return f; }
  constexpr Field above(double x) const { Field f = *this; f.low = x; f.low_open = true; return f; }
  constexpr Field at_least(double x) const { Field f = *this; f.low = x; return f; }
  constexpr Field below(double x) const { Field f = *this; f.high = x; f.high_open = true; return f; }
  // Must be smaller than another parameter of the same plugin, because ...
  constexpr Field below(const char* other, const char* reason) const {
    Field f = *this;
    f.below_ = other, f.below_reason_ = reason;
    return f;
  }
  constexpr Field at_most(double x) const { Field f = *this; f.high = x; return f; }
  constexpr Field between(double a, double b) const { return at_least(a).at_most(b); }
  // May be learned where the file says `train = true`.
  constexpr Field trainable() const { Field f = *this; f.trainable_ = true; return f; }
  // Is learned unless the file says `train = false`.
  constexpr Field trained() const { Field f = trainable(); f.trained_ = true; return f; }
  constexpr Field per_unit() const { Field f = *this; f.per = Per::unit; return f; }
  // Absent unless the file gives it.
  constexpr Field optional() const { Field f = *this; f.optional_ = true; return f; }
  // Begins from an initialiser unless the file says otherwise: "normal = { mean = 1.0, std = 0.1 }".
  constexpr Field drawn(const char* initialiser) const { Field f = *this; f.drawn_ = initialiser; return f; }
  constexpr Field required() const { Field f = *this; f.required_ = true; return f; }
  // Of an enum member: its names in the order of its values.
  template <class... C>
  constexpr Field choices(C... names) const {
    Field f = *this;
    f.choices_ = {names...};
    return f;
  }
};

template <class M, class T>
constexpr Field<M, T> param(const char* name, T M::*member) {
  return {name, member};
}
template <class M, class T>
constexpr Field<M, T> state(const char* name, T M::*member) {
  return {name, member, Role::state};
}
// Computed by derive() from the parameters, on every scalar; users never see it.
template <class M, class T>
constexpr Field<M, T> derived(const char* name, T M::*member) {
  return {name, member, Role::derived};
}

template <class... F>
struct Declaration {
  const char *name, *doc, *source_ = "";
  std::tuple<F...> fields;
  constexpr Declaration source(const char* s) const { Declaration d = *this; d.source_ = s; return d; }
};
template <class... F>
constexpr Declaration<F...> about(const char* name, const char* doc, F... fields) {
  return {name, doc, "", {fields...}};
}

// ---- the same, flattened for run time ----

enum class Type { number, integer, boolean, text, choice, numbers, texts, tensor, any };

struct Parameter {
  std::string name, unit, doc, source;
  Type type = Type::number;
  Value standard;  // the default
  double low = -infinite, high = infinite;
  bool low_open = false, high_open = false;
  std::vector<std::string> choices;
  bool required = false, optional = false;
  bool model = false;  // a number of the model (one per layer or unit, perhaps learned), not a setting
  bool trainable = false, trained = false;
  Per per = Per::layer;
  std::string drawn;                // the initialiser that it begins from, as TOML; empty: `standard`
  std::string below, below_reason;  // another parameter that this one must stay below, and why
};

struct State {
  std::string name, unit, doc;
  double initial = 0;
};

struct About {
  std::string kind, name, doc, source;
  std::vector<Parameter> parameters;
  std::vector<State> states;
  std::string origin = "built in";  // or the file it was loaded from
};

template <class T>
constexpr Type type_of() {
  if constexpr (std::is_same_v<T, bool>) return Type::boolean;
  else if constexpr (std::is_enum_v<T>) return Type::choice;
  else if constexpr (std::is_integral_v<T>) return Type::integer;
  else if constexpr (std::is_floating_point_v<T>) return Type::number;
  else if constexpr (std::is_same_v<T, std::string>) return Type::text;
  else if constexpr (std::is_same_v<T, Tensor>) return Type::tensor;
  else if constexpr (std::is_same_v<T, std::vector<double>>) return Type::numbers;
  else if constexpr (std::is_same_v<T, std::vector<std::string>>) return Type::texts;
  else return Type::any;
}

// A member's value as a file would write it.
template <class M, class T>
Value written(const Field<M, T>& field, const T& x) {
  if constexpr (std::is_enum_v<T>) return Value(std::string(field.choices_[std::size_t(x)]));
  else if constexpr (std::is_same_v<T, std::vector<double>> || std::is_same_v<T, std::vector<std::string>>) {
    Value::Array list;
    for (const auto& e : x) list.push_back(Value(e));
    return Value(list);
  } else if constexpr (std::is_same_v<T, Tensor>) return Value();
  else if constexpr (std::is_same_v<T, Value>) return x;
  else return Value(x);
}

// A member's value from what a file wrote; the type was checked before.
template <class M, class T>
void read(const Field<M, T>& field, const Value& from, T& x) {
  if constexpr (std::is_enum_v<T>) {
    for (std::size_t i = 0; i < most_choices && field.choices_[i]; ++i)
      if (from.text() == field.choices_[i]) x = T(i);
  } else if constexpr (std::is_same_v<T, bool>) x = from.boolean();
  else if constexpr (std::is_integral_v<T>) x = T(from.integer());
  else if constexpr (std::is_floating_point_v<T>) x = T(from.number());
  else if constexpr (std::is_same_v<T, std::string>) x = from.text();
  else if constexpr (std::is_same_v<T, std::vector<double>>) {
    x.clear();
    for (const Value& e : from.array()) x.push_back(e.number());
  } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    x.clear();
    for (const Value& e : from.array()) x.push_back(e.text());
  } else x = from;
}

// The record of a declaration; `fresh` is a plugin as its initialisers leave it. Members of type Number are numbers of
// the model (a neuron's), all others are settings.
template <class Number, class M, class... F>
About describe(const char* kind, const Declaration<F...>& declaration, const M& fresh) {
  About about{kind, declaration.name, declaration.doc, declaration.source_, {}, {}};
  auto add = [&]<class T>(const Field<M, T>& f) {
    if (f.role == Role::derived) return;
    if constexpr (std::is_same_v<T, double>)
      if (f.role == Role::state) return about.states.push_back({f.name, f.unit_, f.doc_, fresh.*(f.member)});
    Parameter p;
    p.name = f.name, p.unit = f.unit_, p.doc = f.doc_, p.source = f.source_;
    p.type = type_of<T>(), p.standard = written(f, fresh.*(f.member));
    p.low = f.low, p.high = f.high, p.low_open = f.low_open, p.high_open = f.high_open;
    for (const char* c : f.choices_)
      if (c) p.choices.emplace_back(c);
    p.required = f.required_, p.optional = f.optional_;
    p.model = std::is_same_v<T, Number>;
    p.trainable = f.trainable_, p.trained = f.trained_, p.per = f.per;
    p.drawn = f.drawn_;
    p.below = f.below_, p.below_reason = f.below_reason_;
    about.parameters.push_back(std::move(p));
  };
  std::apply([&](const auto&... f) { (add(f), ...); }, declaration.fields);
  return about;
}

}  // namespace snnflow
