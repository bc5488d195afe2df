#include "api/batch.hpp"

#include <algorithm>
#include <deque>
#include <mutex>

namespace dossier {
namespace {

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// Takes the first line off the front.
std::string_view next_line(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

}  // namespace

std::size_t lines_in(std::string_view body) {
    std::size_t lines = 0;
    while (!body.empty()) lines += is_blank(next_line(body)) ? 0 : 1;
    return lines;
}

class Batched::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(std::string lines, Request base, const Submit& submit, const Keys& keys,
         const Clock& clock, Random& random, CommandLimits limits)
        : lines_(std::move(lines)),
          rest_(lines_),
          base_(std::move(base)),
          submit_(submit),
          keys_(keys),
          clock_(clock),
          random_(random),
          limits_(limits) {}

    /// On the session's thread: fills the window, then waits for its first.
    void next(Give give) {
        submit_more();
        std::unique_lock lock(mutex_);
        if (window_.empty() || window_.front().answer) {
            lock.unlock();
            return give([self = shared_from_this()] { return self->collect(); });
        }
        waiting_ = std::move(give);
    }

private:
    struct Slot {
        std::string id;
        std::optional<Answer> answer;
    };

    void submit_more() {
        for (;;) {
            {
                const std::lock_guard lock(mutex_);
                if (window_.size() >= limits_.waiting_max) return;
            }
            while (!rest_.empty() && is_blank(rest_.substr(0, rest_.find('\n')))) next_line(rest_);
            if (rest_.empty()) return;
            submit(next_line(rest_));
        }
    }

    void submit(std::string_view line) {
        Asked asked = asked_in_envelope(base_, line, clock_, random_);
        std::uint64_t number;
        {
            const std::lock_guard lock(mutex_);
            number = first_ + window_.size();
            window_.push_back({asked.request.command.id, {}});
        }
        if (!asked.errors.empty()) {
            Rejection why = house::invalid;
            why.errors = std::move(asked.errors);
            return came(number, {.why = std::move(why)});
        }
        submit_(std::move(asked.request), [self = shared_from_this(), number](Answer answer) {
            self->came(number, std::move(answer));
        });
    }

    void came(std::uint64_t number, Answer answer) {
        Give give;
        {
            const std::lock_guard lock(mutex_);
            window_[static_cast<std::size_t>(number - first_)].answer = std::move(answer);
            if (window_.front().answer) give = std::exchange(waiting_, {});
        }
        if (give) give([self = shared_from_this()] { return self->collect(); });
    }

    /// The outcomes that are there, up to the first that is not; nothing when that was all.
    std::string collect() {
        std::string piece;
        while (piece.size() < limits_.piece_bytes_max) {
            std::unique_lock lock(mutex_);
            if (window_.empty() || !window_.front().answer) break;
            Slot slot = std::move(window_.front());
            window_.pop_front();
            ++first_;
            lock.unlock();
            open_sealed(keys_, base_.tenant, *slot.answer);
            piece.append(outcome_json(slot.id, *slot.answer)).append("\n");
        }
        return piece;
    }

    const std::string lines_;
    std::string_view rest_;  // of the lines; the session's thread
    const Request base_;
    const Submit& submit_;
    const Keys& keys_;
    const Clock& clock_;
    Random& random_;
    const CommandLimits limits_;

    std::mutex mutex_;
    std::deque<Slot> window_;  // guarded
    std::uint64_t first_ = 0;  // guarded: the number of the window's first command
    Give waiting_;             // guarded
};

Batched::Batched(std::string lines, Request base, const Submit& submit, const Keys& keys,
                 const Clock& clock, Random& random, CommandLimits limits)
    : impl_(std::make_shared<Impl>(std::move(lines), std::move(base), submit, keys, clock, random,
                                   limits)) {}

void Batched::next(Give give) { impl_->next(std::move(give)); }

}  // namespace dossier
