#pragma once
// How this house sets RocksDB; for rocks.cpp alone.
#include "eventstore/rocks.hpp"

#include <rocksdb/options.h>

namespace dossier::rocks {

rocksdb::ColumnFamilyOptions options_of(Shape, Mode);
rocksdb::DBOptions database_options(const Disk&, Mode);

}  // namespace dossier::rocks
