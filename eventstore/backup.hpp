#pragma once
// A copy of a house, and the way back. A backup is a data directory of its own: journal, mark,
// format and, when asked for, the keys. State and views are not in it: they are folded again.
//
// The journal is copied entry by entry through a reader, so it needs nothing of a server that runs,
// and every entry is verified on its way. Without its keys a backup opens no personal value; with
// them, it also keeps the keys of people who are forgotten later.
#include "eventstore/verify.hpp"

namespace dossier {

struct BackupWanted {
    bool keys = false;  // as they are kept, wrapped by the root key, which is not in the backup
};

struct Copied {
    Verdict journal;
    bool keys = false;
};

/// Beside a running owner or without one: all that was durable when it began. `to` must be empty or
/// not there; its `format` is written last, so that half a backup is none. Throws StoreError,
/// naming the entry when one is wrong.
Copied back_up(const rocks::Disk& directory, int partitions, const std::filesystem::path& to,
               BackupWanted = {}, const VerifyProgress& = {});

/// Verifies the backup, copies it to a folder that is empty or not there, and verifies what came.
/// Throws StoreError.
Copied restore(const std::filesystem::path& backup, int partitions, const std::filesystem::path& to,
               const VerifyProgress& = {});

}  // namespace dossier
