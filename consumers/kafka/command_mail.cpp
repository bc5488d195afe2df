// The topic of commands: what comes on it, and what is said of it.
#include "consumers/kafka/letter.hpp"
#include "consumers/kafka/post.hpp"
#include "consumers/kafka/tried.hpp"
#include "eventstore/refusals.hpp"

namespace dossier {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds astray{1000};

}  // namespace

/// What is refused may be granted again; a place that is gone may have been so for one broker.
void CommandRole::heed(const kafka::Polled& polled) {
    if (polled.kind == kafka::Polled::Kind::end) hindered_ = false;
    if (!polled.error || polled.error->may_retry()) return;
    if (polled.error->trouble() == kafka::Trouble::end_of_term) throw *polled.error;
    for (const auto& it : posts_)
        if (!it->astray_until) it->astray_until = Steady::now() + astray;
    hindered_ = true;
    note(polled.error->what());
}

/// On from the first that is not decided; then a command or the end of all comes again.
void CommandRole::read_on(Post& it) try {
    if (Steady::now() < *it.astray_until) return;
    const kafka::Place place = ground_.commands(it.partition);
    commands_.start(place, first_letter(it.partition, ground_.journal.decided(it.partition)));
    it.astray_until.reset();
    it.paused = false;
} catch (const kafka::KafkaError& error) {
    if (!error.may_retry()) throw;
}

void CommandRole::receive(const kafka::Record& record) {
    hindered_ = false;
    Post& it = post(record.place.partition);
    if (!it.writer || it.ended) return;  // whoever takes it next reads it again
    Letter letter = read_letter(record, ground_.tokens, ground_.arrived());
    {
        const std::lock_guard lock(mutex_);
        ++mail_.letters;
        mail_.unreadable += letter.why.has_value();
    }
    const Sender sender{
        letter.request.command.id, letter.reply_to,
        letter.request.dry_run ? std::optional(letter.request.tenant) : std::nullopt};
    if (letter.why) return answer(it, sender, {.why = std::move(letter.why)});

    const int home = partition_of(letter.request.tenant, ground_.partitions());
    if (home != it.partition) {  // other languages' producers do not partition as Java's does
        outbox_.send({ground_.commands(home), record.key, record.headers, record.value});
        const std::lock_guard lock(mutex_);
        ++mail_.misrouted;
        return;
    }
    letter.request.queued = static_cast<std::uint64_t>(record.offset);
    if (++it.under_way >= Post::under_way_max && !it.paused) {
        commands_.pause(ground_.commands(it.partition));
        it.paused = true;
    }
    it.writer->submit(std::move(letter.request), [this, &it, sender](Answer said) {
        --it.under_way;
        answer(it, sender, std::move(said));
    });
}

void CommandRole::answer(Post& it, const Sender& to, Answer said) {
    if (said.why && said.why->rule == refused::closing.name) return;  // the next owner decides it
    {
        const std::lock_guard lock(mutex_);
        ++mail_.replies;
    }
    kafka::Headers closed;
    if (to.tries_for)
        closed = close_tried(said, *to.tries_for, to.reply_to.value_or(""), ground_.keys,
                             ground_.random);
    outbox_.send(
        reply_letter(ground_.replies(it.partition), to.id, to.reply_to, said, std::move(closed)));
}

}  // namespace dossier
