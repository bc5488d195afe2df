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

bool has_errors(Asking& asking) {
    for (const auto& [name, value] : asking.rest())
        asking.wrong(name, "unknown", "No such parameter.");
    return !asking.errors().empty();
}

Said invalid(Asking& asking) {
    Rejection why = house::invalid;
    why.errors = asking.errors();
    return {std::move(why), {}};
}

std::vector<std::string> expand_of(Asking& asking, const Type& type) {
    const std::string* text = asking.take("expand");
    std::vector<std::string> fields;
    if (text == nullptr) return fields;
    for (std::size_t start = 0; start <= text->size();) {
        const std::size_t end = std::min(text->find(',', start), text->size());
        fields.push_back(text->substr(start, end - start));
        start = end + 1;
        const Field* field = type.field(fields.back());
        if (field == nullptr || inside(*field->kind).shape != Shape::id)
            asking.wrong("expand", "choice", "Fields that lead to one other record.");
    }
    return fields;
}

std::string expanded(const Asking& asking, const StreamId& id, const Asking::Seen& record,
                     const std::vector<std::string>& fields) {
    std::string json = asking.show(id, record);
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
        const auto found = asking.record(other);
        append_member(beside, name, found ? asking.show(other, *found) : "null");
    }
    json.pop_back();
    append_member(json, "expanded", beside + '}');
    return json + '}';
}

Said list_clients(Asking& asking, const Question&) {
    asking.take("min_seq");
    std::vector<std::pair<std::string, std::string>> wanted;
    for (const std::string_view by : {"email", "phone", "external_id"})
        if (const std::string* value = asking.take(by))
            wanted.emplace_back("client." + std::string(by), *value);
    if (asking.take("as_of") != nullptr)
        asking.wrong("as_of", "present_only", "Exact look-up knows the present only.");
    if (wanted.size() != 1)
        asking.wrong("email", "required", "One of email, phone and external_id.");
    if (has_errors(asking)) return invalid(asking);
    std::string items;
    bool allowed = false;
    for (const std::string_view type : {"company", "contact"}) {
        const Aggregate* aggregate = aggregate_named(type);
        if (aggregate == nullptr || !asking.may_see(*aggregate)) continue;
        allowed = true;
        const std::string prefix = found_prefix(asking.tenant(), wanted.front().first,
                                                wanted.front().second, asking.views().keys());
        for (const std::string& key :
             asking.now(std::string(aggregate->plural)).found(prefix, found_max)) {
            const StreamId id{std::string(type) + "/" + uuid_of(key)};
            if (const auto record = asking.record(id))
                items += (items.empty() ? "" : ",") + asking.show(id, *record);
        }
    }
    if (!allowed) return {house::forbidden, {}};
    return {{}, "{\"items\":[" + items + "],\"next\":null," + asking.moment() + "}"};
}

}  // namespace dossier
