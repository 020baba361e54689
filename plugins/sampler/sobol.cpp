// Points that fill the space evenly: Boost's Sobol sequence, with a digital shift drawn from the seed.
#include <boost/random/sobol.hpp>
#include <snnflow/kit.hpp>
#include <snnflow/sampler.hpp>

namespace {
using namespace snnflow;

struct SobolSampler final : Sampler {
  bool shift = true;

  static constexpr auto about() {
    return snnflow::
        about("sobol",
              "Points that fill the space evenly (Sobol's sequence with Joe and Kuo's directions, of Boost).",
              param("shift", &SobolSampler::shift)
                  .doc("Exclusive-or of all points of a sweep with bits drawn from its seed."))
            .source("Joe and Kuo 2008, SIAM J. Sci. Comput. 30:2635; boost::random::sobol");
  }
  Refusal refuse(const SearchSpace& space, int) const override {
    if (space.size() <= most_dimensions) return {};
    return {"sobol has directions for 3667 dimensions, and the space has " + std::to_string(space.size()),
            "take sampler.random"};
  }
  void propose(const Ask& ask, std::span<double> point) const override {
    boost::random::sobol sequence(point.size());
    sequence.seed(std::uint64_t(ask.number));
    for (std::size_t d = 0; d < point.size(); ++d) {
      const std::uint64_t bits = sequence() ^ (shift ? ask.shared.bits() : 0);
      point[d] = ask.space.dimensions[d].at(double(bits >> 11) * 0x1p-53);
    }
    ask.space.prune(point);
  }

 private:
  static constexpr std::size_t most_dimensions = 3667;
};

}  // namespace

SNNFLOW_PLUGIN(kit) { kit.add<SobolSampler>(); }
