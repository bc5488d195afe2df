#include "projections/answers.hpp"

#include "domain/catalog.hpp"
#include "projections/ordered.hpp"
#include "projections/record_view.hpp"
#include "schema/json_text.hpp"

namespace dossier {
namespace {

constexpr std::size_t found_max = 50;

const Kind& inside(const Kind& kind) {
    return kind.shape == Shape::optional ? inside(*kind.inner) : kind;
}

}  // namespace

bool has_errors(Inquiry& inquiry) {
    for (const auto& [name, value] : inquiry.rest())
        inquiry.wrong(name, "unknown", "No such parameter.");
    return !inquiry.errors().empty();
}

Said invalid(Inquiry& inquiry) {
    Rejection why = house::invalid;
    why.errors = inquiry.errors();
    return {std::move(why), {}};
}

std::vector<std::string> expand_of(Inquiry& inquiry, const Type& type) {
    const std::string* text = inquiry.take("expand");
    std::vector<std::string> fields;
    if (text == nullptr) return fields;
    for (std::size_t start = 0; start <= text->size();) {
        const std::size_t end = std::min(text->find(',', start), text->size());
        fields.push_back(text->substr(start, end - start));
        start = end + 1;
        const Field* field = type.field(fields.back());
        if (field == nullptr || inside(*field->kind).shape != Shape::id)
            inquiry.wrong("expand", "choice", "Fields that lead to one other record.");
    }
    return fields;
}

std::string expanded(const Inquiry& inquiry, const StreamId& id, const Inquiry::Seen& record,
                     const std::vector<std::string>& fields) {
    std::string json = inquiry.show(id, record);
    if (fields.empty()) return json;
    std::string beside = "{";
    for (const std::string& name : fields) {
        const Field& field = *record.row.state.type().field(name);
        const void* value = field.of(record.row.state.get());
        const Kind* kind = field.kind;
        for (; value != nullptr && kind->shape == Shape::optional; kind = kind->inner)
            value = kind->peek(value);
        if (value == nullptr) continue;
        const StreamId other{as<std::string>(value)};
        const auto found = inquiry.record(other);
        append_member(beside, name, found ? inquiry.show(other, *found) : "null");
    }
    json.pop_back();
    append_member(json, "expanded", beside + '}');
    return json + '}';
}

Said list_clients(Inquiry& inquiry, const Question&) {
    inquiry.take("min_seq");
    std::vector<std::pair<std::string, std::string>> wanted;
    for (const std::string_view by : {"email", "phone", "external_id"})
        if (const std::string* value = inquiry.take(by))
            wanted.emplace_back("client." + std::string(by), *value);
    if (inquiry.take("as_of") != nullptr)
        inquiry.wrong("as_of", "present_only", "Exact look-up knows the present only.");
    if (wanted.size() != 1)
        inquiry.wrong("email", "required", "One of email, phone and external_id.");
    if (has_errors(inquiry)) return invalid(inquiry);
    std::string items;
    bool allowed = false;
    for (const std::string_view type : {"company", "contact"}) {
        const Aggregate* aggregate = aggregate_named(type);
        if (aggregate == nullptr || !inquiry.may_see(*aggregate)) continue;
        allowed = true;
        const std::string prefix = found_prefix(inquiry.tenant(), wanted.front().first,
                                                wanted.front().second, inquiry.views().keys());
        for (const std::string& key :
             inquiry.now(std::string(aggregate->plural)).found(prefix, found_max)) {
            const StreamId id{std::string(type) + "/" + uuid_of(key)};
            const auto record = inquiry.record(id);
            if (!record ||
                !is_found_by(record->row.state, inquiry.tenant(), prefix, inquiry.views().keys()))
                continue;
            items += (items.empty() ? "" : ",") + inquiry.show(id, *record);
        }
    }
    if (!allowed) return {house::forbidden, {}};
    return {{}, "{\"items\":[" + items + "],\"next\":null," + inquiry.moment() + "}"};
}

}  // namespace dossier
