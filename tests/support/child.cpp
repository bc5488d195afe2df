#include "tests/support/child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

extern char** environ;

namespace dossier::test {

Child::Child(const std::vector<std::string>& command) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe for a child");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::vector<char*> arguments;
    for (const std::string& argument : command)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    const int failed =
        ::posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    out_ = ends[0];
    if (failed != 0) {
        pid_ = -1;
        ::close(out_);
        throw std::runtime_error("cannot start " + command.front());
    }
}

Child::~Child() {
    kill();
    wait();
    ::close(out_);
}

bool Child::line(std::string& into) {
    for (;;) {
        if (const std::size_t end = read_.find('\n'); end != std::string::npos) {
            into = read_.substr(0, end);
            read_.erase(0, end + 1);
            return true;
        }
        char bytes[4096];
        const ssize_t n = ::read(out_, bytes, sizeof bytes);
        if (n <= 0) return false;
        read_.append(bytes, static_cast<std::size_t>(n));
    }
}

void Child::kill() {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
}

int Child::wait() {
    if (pid_ <= 0) return 0;
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace dossier::test
