#pragma once
// The catalogue as pages of Markdown: what docs/reference/ holds, written by a test.
#include "domain/catalog.hpp"

#include <string>
#include <vector>

namespace dossier {

struct ReferencePage {
    std::string name;  // "cases.md"
    std::string text;
};

/// What may be asked of it, by whom, what is refused; what happens; what is known; who may read.
std::string reference_page(const Aggregate&);

/// A page per aggregate, one of what spans them, one of the house's own rules, and the table of
/// contents, README.md.
std::vector<ReferencePage> reference_pages();

}  // namespace dossier
