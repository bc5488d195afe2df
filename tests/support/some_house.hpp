#pragma once
// A house whose journal is of the kind that DOSSIER_JOURNAL names (memory, rocksdb, kafka), new and
// empty; its folder and its topics go with it.
#include "consumers/house.hpp"

#include <memory>

namespace dossier::test {

class SomeHouse {
public:
    explicit SomeHouse(const Clock&);
    ~SomeHouse();

    House& operator*() const { return *house_; }
    House* operator->() const { return house_.get(); }

    /// The same house where nothing is but its journal and its keys: states and views are folded
    /// anew.
    void move();

private:
    struct Kind;

    std::unique_ptr<Kind> kind_;
    std::unique_ptr<House> house_;
};

}  // namespace dossier::test
