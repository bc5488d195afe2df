#pragma once
// A row as a command, with ids that are the same in every run; or what is wrong with it, in the
// words of the house's own descriptions, at the row's own fields.
#include "base/ids.hpp"
#include "base/time.hpp"
#include "schema/errors.hpp"
#include "tools/import/mapping.hpp"

#include <vector>

namespace dossier::tools {

/// --map status.Escalated=open
struct WordFor {
    std::string field, from, to;
};
/// Throws CannotGoOn when it is not of this form.
WordFor word_for(std::string_view argument);

/// Names what the old system named, in our way. Ids are UUIDs of version 8, derived from the
/// system, the collection and the old id, at the time that is in a MongoDB ObjectId.
struct OldNames {
    std::string source;

    std::string id(Collection, std::string_view old_id, std::string_view purpose) const;
    StreamId record(Collection, std::string_view old_id) const;
};

/// Something is wrong with a row: where, what stands there, the rule and its sentence.
struct Complaint {
    std::string path;   // "/priority", of the row
    std::string value;  // JSON; empty when nothing stands there
    std::string rule, message;
};
/// /priority "P1" is not one of low, normal, high, urgent
std::string said(const Complaint&);

/// A command as POST /v1/commands takes it.
struct Envelope {
    std::string id, type, stream, data, effective_at, batch;

    std::string json() const;
};

struct Made {
    std::string old_id;
    Envelope command;
    std::vector<Complaint> wrong;
    /// Old ids of other rows that it leads to, and the field that says so.
    struct Lead {
        Collection to;
        std::string old_id, path;
    };
    std::vector<Lead> leads;
};

Made command_of(const Mapping&, const json::object& fields, const OldNames&,
                std::span<const WordFor>);

/// What an error of the command is called in the row it was made of.
Complaint in_the_row(const Mapping&, const json::object& fields, const Error&);

/// The word for where a case stands, as ours; nothing when it has none.
std::optional<std::string> status_of(const json::object& case_fields, std::span<const WordFor>);

/// The instant of a field as it is sent; nothing when it has none, or it is none.
std::optional<Timestamp> instant_of(const json::object& fields, std::string_view from);

/// The time in an ObjectId's first four bytes; 1970 when it is none.
Timestamp time_of(std::string_view old_id);

}  // namespace dossier::tools
