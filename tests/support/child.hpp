#pragma once
// A program in a process of its own, whose output is read line by line, and that can be killed.
#include <string>
#include <vector>

#include <sys/types.h>

namespace dossier::test {

class Child {
public:
    /// Throws std::runtime_error when it cannot be started.
    explicit Child(const std::vector<std::string>& command);
    ~Child();  // kills what still runs
    Child(const Child&) = delete;

    /// The next line of its standard output; false at the end of it.
    bool line(std::string& into);
    /// kill -9.
    void kill();
    /// Its exit code, or minus the signal it died of.
    int wait();
    pid_t pid() const { return pid_; }

private:
    pid_t pid_ = -1;
    int out_ = -1;
    std::string read_;
};

}  // namespace dossier::test
