// What lies on the topics, as schemas: for a catalogue, a registry or a generator of code.
#include "consumers/kafka/schemas.hpp"
#include "tools/subcommands.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>

namespace dossier::tools {
namespace {

void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::trunc);
    out << text << '\n';
    out.close();
    if (!out) throw CannotGoOn("cannot write " + file.string());
}

}  // namespace

int schema_asyncapi(const SchemaArguments& arguments) {
    std::cout << asyncapi_json(DOSSIER_VERSION, {arguments.server, arguments.prefix});
    return all_well;
}

int schema_of(const SchemaArguments& arguments) {
    std::string found;
    every_event([&](const Type& type, std::string_view aggregate) {
        if (type.name == arguments.name)
            found = as_document(published_schema(type, aggregate), "event", type);
    });
    every_command([&](const Type& type) {
        if (type.name == arguments.name)
            found = as_document(envelope_schema(type), "command", type);
    });
    if (found.empty())
        throw CannotGoOn("there is no event or command " + arguments.name +
                         "; docs/reference names them");
    std::cout << found << '\n';
    return all_well;
}

int schema_files(const SchemaArguments& arguments) {
    const std::filesystem::path folder = arguments.folder;
    std::size_t files = 0;
    for (const char* part : {"events", "commands"})
        std::filesystem::create_directories(folder / part);
    every_event([&](const Type& type, std::string_view aggregate) {
        write(folder / "events" / (type.name + ".json"),
              as_document(published_schema(type, aggregate), "event", type));
        ++files;
    });
    every_command([&](const Type& type) {
        write(folder / "commands" / (type.name + ".json"),
              as_document(envelope_schema(type), "command", type));
        ++files;
    });
    std::cout << files << " schemas are in " << folder.string() << '\n';
    return all_well;
}

}  // namespace dossier::tools
