// The program.
#include "tools/run.hpp"

int main(int argc, char** argv) { return dossier::tools::run(argc, argv); }
