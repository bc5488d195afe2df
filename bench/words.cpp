#include "bench/words.hpp"

#include <algorithm>
#include <set>

namespace dossier::bench {
namespace {

constexpr std::size_t words_all = 4096;
constexpr std::string_view onsets[] = {"b", "br", "c", "ch", "d", "f", "g",  "h", "j",  "k", "l",
                                       "m", "n",  "p", "pr", "r", "s", "st", "t", "tr", "v", "w"};
constexpr std::string_view vowels[] = {"a", "e", "i", "o", "u", "ai", "ea", "ou"};
constexpr std::string_view codas[] = {"", "", "n", "r", "s", "t", "l", "nd", "st"};
constexpr std::string_view cyrillic_onsets[] = {"б", "в", "д", "к", "л", "м",
                                                "н", "п", "р", "с", "т"};
constexpr std::string_view cyrillic_vowels[] = {"а", "е", "и", "о", "у", "я"};

template <std::size_t n>
std::string_view one_of(Chance& chance, const std::string_view (&all)[n]) {
    return all[chance.below(n)];
}

/// Short words first, as the common ones are.
std::vector<std::string> by_length(const std::set<std::string>& words) {
    std::vector<std::string> all(words.begin(), words.end());
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.size() < b.size(); });
    return all;
}

}  // namespace

Words::Words() {
    Chance chance(4096);
    std::set<std::string> latin, cyrillic;
    while (latin.size() < words_all) {
        std::string word;
        for (std::uint64_t n = 1 + chance.below(3); n-- > 0;)
            word.append(one_of(chance, onsets)).append(one_of(chance, vowels));
        latin.insert(word.append(one_of(chance, codas)));
    }
    while (cyrillic.size() < words_all / 4) {
        std::string word;
        for (std::uint64_t n = 1 + chance.below(4); n-- > 0;)
            word.append(one_of(chance, cyrillic_onsets)).append(one_of(chance, cyrillic_vowels));
        cyrillic.insert(word);
    }
    latin_ = by_length(latin);
    cyrillic_ = by_length(cyrillic);
}

std::string Words::name(Chance& chance) const {
    std::string name(latin_[chance.below(latin_.size())]);
    name.append(" ").append(latin_[chance.below(latin_.size())]);
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    return name;
}

std::string Words::text(Chance& chance, std::size_t bytes) const {
    const auto& words = chance.happens(0.05) ? cyrillic_ : latin_;
    std::string text;
    while (text.size() < bytes) {
        if (!text.empty()) text += chance.happens(0.1) ? ". " : " ";
        text += words[zipf(chance, words.size(), 1.0) - 1];
    }
    return text;
}

}  // namespace dossier::bench
