#pragma once
// Text that compresses as English does: 4,096 words, the common ones often.
#include "bench/chance.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dossier::bench {

class Words {
public:
    Words();

    std::string_view word(Chance& chance) const {
        return latin_[zipf(chance, latin_.size(), 1.0) - 1];
    }
    /// "Kimo Landes"
    std::string name(Chance&) const;
    /// About so many bytes; one in twenty is not in Latin letters.
    std::string text(Chance&, std::size_t bytes) const;

private:
    std::vector<std::string> latin_, cyrillic_;
};

}  // namespace dossier::bench
