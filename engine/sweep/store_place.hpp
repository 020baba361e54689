// Which database holds a folder's sweep: written down beside its trials, so that no two workers take
// different ones.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "sweep/store_url.hpp"

namespace snnflow {

/// The server's database of the sweep in `folder`, with its name; nothing where it is the folder's own
/// sweep.db. `url` as given to the command; where it is empty, what was agreed before. The first address is
/// kept in the file `store`, without its password, once `try_it` has returned; without a name for the sweep
/// one is made up. An Error where the sweep is kept elsewhere.
std::optional<StoreUrl> store_place(const std::string& folder, const std::string& url,
                                    const std::function<void(const StoreUrl&)>& try_it);

/// The server's database that the file `store` in a folder names; nothing where there is none. `url` as given
/// to the command: where it is the same database, its user and password are taken.
std::optional<StoreUrl> kept_place(const std::string& folder, const std::string& url);

}  // namespace snnflow
