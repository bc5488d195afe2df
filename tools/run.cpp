#include "tools/run.hpp"

#include "tools/cli.hpp"

#include <csignal>
#include <iostream>

namespace dossier::tools {

int run(int argc, char** argv, const Options& options) {
    std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is seen when writing
    try {
        const Parsed parsed = parse(argc, argv, options);
        return parsed.run ? parsed.run() : parsed.code;
    } catch (const std::exception& error) {
        std::cerr << "dossier: " << error.what() << '\n';
        return nothing_done;
    }
}

}  // namespace dossier::tools
