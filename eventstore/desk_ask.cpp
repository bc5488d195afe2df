// Asking the aggregates, and living through what they answer.
#include "base/check.hpp"
#include "domain/catalog.hpp"
#include "eventstore/desk.hpp"

namespace dossier {

std::optional<Rejection> Desk::ask(const Request& request, const Meta& meta, Draft& draft,
                                   Accepted& made) {
    const Payload& payload = request.command.payload;
    if (const Transaction* transaction = transaction_named(payload.type)) {
        Meta of_record = meta;
        of_record.stream = request.command.stream;
        const Plan plan = transaction->decide(payload, of_record, draft);
        if (plan.refused()) return plan.why();
        for (const Step& step : plan.steps())
            if (auto why = take_step(step, meta, draft, made)) return step.outward(std::move(*why));
        return {};
    }
    const Aggregate* aggregate = aggregate_answering(payload.type);
    if (aggregate == nullptr) return house::unknown;
    Meta here = meta;
    here.stream = aggregate->target(request.command);
    const LifePtr life = draft.life(here.stream);
    return take(*aggregate,
                aggregate->decide(life ? life->state.get() : nullptr, payload, here, draft), here,
                draft, made);
}

std::optional<Rejection> Desk::take_step(const Step& step, Meta meta, Draft& draft,
                                         Accepted& made) {
    const Aggregate* aggregate = aggregate_answering(step.command.type);
    DOSSIER_CHECK(aggregate != nullptr);  // a plan asks only what the catalog knows
    const Type& type = *aggregate->command(step.command.type)->type;
    const Payload opened = unsealed(type, step.command, draft);
    meta.stream = step.stream;
    const LifePtr life = draft.life(meta.stream);
    return take(*aggregate,
                aggregate->decide_step(life ? life->state.get() : nullptr, opened, meta, draft),
                meta, draft, made);
}

/// Seals the events, reads back what the journal will hold, and lives through just that.
std::optional<Rejection> Desk::take(const Aggregate& aggregate, Decision decision, const Meta& meta,
                                    Draft& draft, Accepted& made) {
    if (decision.refused()) return decision.why();
    const Object nothing(*aggregate.state);
    for (Object& event : decision.events()) {
        const LifePtr life = draft.life(meta.stream);
        unseal(event.type(), event.get(), draft);  // what moved here may belong to another now
        if (made.wants_open) made.open.push_back(to_json(event.type(), event.get()));
        aggregate.seal(life ? life->state.get() : nothing.get(), event, meta, draft);
        Event kept{event.type().name,
                   event.type().schema,
                   meta.stream,
                   life ? life->version + 1 : 1,
                   {to_json(event.type(), event.get())}};
        const Object again = aggregate.read(kept);
        if (to_json(again.type(), again.get()) != kept.data.text)
            throw std::runtime_error(kept.type + " reads back as another");
        DOSSIER_CHECK(draft.evolve(aggregate, again, meta) == kept.version);
        made.entry.events.push_back(std::move(kept));
    }
    draft.file();
    return {};
}

}  // namespace dossier
