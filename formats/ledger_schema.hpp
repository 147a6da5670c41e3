// The tables of a ledger (docs/ledger.md) and the way from every older version of them to the present one.
//
// A new ledger goes the same way from its beginning, so there is one description of each version. Nothing in
// these tables is ever changed or removed: triggers refuse it.
#pragma once

#include <string>

#include "formats/ledger_database.hpp"

namespace rubric::formats {

/// In the file's header: "RBLG" says that it is a ledger, the version which tables it has.
inline constexpr std::int64_t ledger_application = 0x52424C47;
inline constexpr std::int64_t ledger_version = 2;

/// Brings an older ledger up to date and, if it may `make` one, makes an empty file a ledger, each in one
/// transaction; refuses anything else. Says which version it found (0: there was none).
std::int64_t prepare_ledger(Database& file, bool make);

/// How the tables, indexes, views and triggers differ from those that prepare_ledger() makes: what is
/// missing, what is another, and triggers that are too many; empty if nothing does. What else was added does
/// no harm.
engine::Text schema_changes(const Database& file);

/// What an entry's chain holds: the fingerprint of the one above and all that the entry says.
struct ChainLink {
  std::int64_t id = 0;
  std::string kind, recorded, who, reason, digest;
};
std::string chained(std::string_view above, const ChainLink& link);

}  // namespace rubric::formats
