// Suggestions come where a word is close, and stay away where it is not.
#include "base/suggest.hpp"

#include <catch2/catch.hpp>

using namespace snnflow;

TEST_CASE("a misspelt key is suggested where it is close") {
  CHECK(suggest("liff", {"alif", "lif", "qif"}) == "lif");
  CHECK(suggest("treshold", {"tau_mem", "threshold"}) == "threshold");
  CHECK(did_you_mean("imput", {"hidden", "input"}) == "; did you mean 'input'?");
}

TEST_CASE("nothing is suggested where no word is close") {
  CHECK_FALSE(suggest("resonator", {"lif", "qif"}));
  CHECK_FALSE(suggest("x", {}));
  CHECK(did_you_mean("resonator", {"lif"}).empty());
}

TEST_CASE("two swapped letters are one edit") {
  CHECK(edits_between("wieght", "weight") == 1);
  CHECK(edits_between("abcd", "badc") == 2);
  CHECK(edits_between("", "abc") == 3);
  CHECK(edits_between("kitten", "sitting") == 3);
}

TEST_CASE("capitals do not stand in the way of a suggestion") {
  CHECK(suggest("LIF", {"lif", "adex"}) == "lif");
}

TEST_CASE("a word that shares no letter is no suggestion") { CHECK_FALSE(suggest("ab", {"xy", "z"})); }

TEST_CASE("among equally close words the first of the alphabet is suggested") {
  CHECK(suggest("lif", {"slif", "elif", "plif"}) == "elif");
}

TEST_CASE("a third of a long word may be wrong") {
  CHECK(suggest("truncated-normel-xx", {"truncated-normal"}) == "truncated-normal");
  CHECK_FALSE(suggest("normal", {"abnormally"}));
}

TEST_CASE("a word that begins or ends with another suggests it where no edit does") {
  CHECK(suggest("validation", {"train", "valid"}) == "valid");
  CHECK(suggest("batch_size", {"batch", "epochs"}) == "batch");
  CHECK(suggest("leaky", {"lif", "snntorch-leaky"}) == "snntorch-leaky");
  CHECK(did_you_mean("tau", {"bias", "tau_syn", "tau_mem"}) == "; did you mean 'tau_mem' or 'tau_syn'?");
  CHECK(suggestions("lr", {"lr_decay_rate"}).empty());
}

TEST_CASE("all words are listed where none is close") {
  CHECK(or_list("chek", {"check", "run"}, "commands") == "; did you mean 'check'?");
  CHECK(or_list("x", {"check", "run"}, "commands") == "; the commands are 'check' and 'run'");
}
