#pragma once
// Values by name, few of them: sorted, side by side, so that a walk goes by index.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dossier {

template <class T>
class Map {
public:
    using Value = T;
    using Item = std::pair<std::string, T>;

    const T* find(std::string_view key) const {
        const auto at = place(key);
        return at != items_.end() && at->first == key ? &at->second : nullptr;
    }
    T& operator[](std::string_view key) {
        const auto at = items_.begin() + (place(key) - items_.begin());
        if (at != items_.end() && at->first == key) return at->second;
        return items_.emplace(at, std::string(key), T{})->second;
    }
    std::size_t size() const { return items_.size(); }
    bool empty() const { return items_.empty(); }
    auto begin() const { return items_.begin(); }
    auto end() const { return items_.end(); }
    const Item& at(std::size_t i) const { return items_[i]; }

private:
    auto place(std::string_view key) const {
        return std::lower_bound(
            items_.begin(), items_.end(), key,
            [](const Item& item, std::string_view k) { return item.first < k; });
    }

    std::vector<Item> items_;
};

}  // namespace dossier
