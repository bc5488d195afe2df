#pragma once
// Rows that are decided and lie on no disk yet, on top of those that do.
#include "eventstore/lives.hpp"

#include <deque>

namespace dossier {

/// Rows on top of rows: what one command changes, before it is known whether it may. One thread.
class Layer final : public Rows {
public:
    using Changes = std::map<std::string, std::optional<std::string>, std::less<>>;

    explicit Layer(const Rows& below) : below_(below) {}

    std::optional<std::string> get(std::string_view key) const override;
    void scan(std::string_view prefix, const Visit&) const override;

    void put(std::string key, std::string value) { changes_[std::move(key)] = std::move(value); }
    void remove(std::string key) { changes_[std::move(key)] = std::nullopt; }
    const Changes& changes() const { return changes_; }

private:
    const Rows& below_;
    Changes changes_;
};

/// What all accepted commands changed since the state last settled. One thread.
class Overlay final : public Rows {
public:
    explicit Overlay(const Rows& below) : below_(below) {}

    std::optional<std::string> get(std::string_view key) const override;
    void scan(std::string_view prefix, const Visit&) const override;

    void add(const Layer::Changes&, Generation);
    /// What the generation changed, as it leaves it; ends the generation.
    std::vector<RowChange> close(Generation);
    bool changed() const { return !changed_.empty(); }
    /// The state has these rows now.
    void settle(Generation);

private:
    struct Row {
        std::optional<std::string> value;
        Generation generation;
    };
    struct Closed {
        Generation generation;
        std::vector<std::string> keys;
    };

    const Rows& below_;
    std::map<std::string, Row, std::less<>> rows_;
    std::vector<std::string> changed_;  // by the generation that is open
    std::deque<Closed> closed_;
};

}  // namespace dossier
