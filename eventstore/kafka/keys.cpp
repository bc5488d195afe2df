#include "eventstore/kafka/keys.hpp"

#include "eventstore/journal.hpp"
#include "eventstore/keys_store.hpp"

#include <condition_variable>
#include <map>
#include <thread>

namespace dossier::kafka {
namespace {

constexpr milliseconds quiet{100}, asking{5000}, come_back{10000}, restore_max{60000};
constexpr std::string_view made_header = "made", made_new = "new", made_again = "again";

class TopicRows final : public KeyRows {
public:
    TopicRows(const KafkaConfig& config, const std::string& topic)
        : config_(config), place_{topic, 0}, consumer_(config) {
        const Watermarks there = consumer_.watermarks(place_, asking);
        const std::int64_t high = there.low == there.high ? 0 : there.high;
        consumer_.start(place_, there.low);
        thread_ = std::thread([this] { follow(); });
        if (!await(high, restore_max)) {
            stop();
            throw StoreError("keys: the topic " + topic + " cannot be read");
        }
    }
    ~TopicRows() override { stop(); }

    std::optional<std::string> get(std::string_view key) const override {
        const std::lock_guard lock(mutex_);
        const auto found = rows_.find(key);
        return found == rows_.end() ? std::nullopt : std::optional(found->second);
    }
    std::vector<KeyRow> range(std::string_view first, std::string_view end) const override {
        const std::lock_guard lock(mutex_);
        std::vector<KeyRow> rows;
        for (auto at = rows_.lower_bound(first); at != rows_.end() && at->first < end; ++at)
            rows.push_back({at->first, at->second});
        return rows;
    }
    void write(const std::vector<KeyRow>& rows) override {
        std::vector<Message> messages;
        for (const KeyRow& row : rows)
            messages.push_back(message(row, get(row.key) ? made_again : made_new));
        send(messages);
        std::vector<Message> first;
        for (const KeyRow& row : rows)
            if (const auto there = get(row.key); there && *there != row.value)
                first.push_back(message({row.key, *there}, made_again));
        if (!first.empty()) send(first);
    }
    /// The broker's to do: it compacts the topic within the topic's max.compaction.lag.ms.
    void purge() override {}
    std::uint64_t overwritten() const override { return overwritten_; }

private:
    Message message(const KeyRow& row, std::string_view made) const {
        return {place_, row.key, {{std::string(made_header), std::string(made)}}, row.value};
    }

    /// After a failure they may be there, or may yet: whoever asks again finds the first.
    void send(const std::vector<Message>& messages) try {
        Producer producer(config_);  // seldom: once for 256 persons
        std::int64_t last = -1;
        for (const Delivery& delivery : producer.produce(messages, come_back)) {
            if (delivery.error) throw *delivery.error;
            // A broker that had it already need not say where.
            if (delivery.offset < 0) throw TermEnded("keys: where one lies is not known");
            last = delivery.offset;
        }
        if (!await(last + 1, come_back)) throw TermEnded("keys: what was kept did not come back");
    } catch (const KafkaError& error) {
        throw TermEnded(std::string("keys: ") + error.what());
    }

    /// Until everything below `end` was read, or the time is over.
    bool await(std::int64_t end, milliseconds most) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, most, [&] { return next_ >= end; });
    }

    void follow() {
        bool lost = false;  // the place in the topic
        while (!stopping_) {
            const Polled polled = consumer_.poll(quiet);
            if (polled.kind == Polled::Kind::record) fold(polled.record);
            lost |= polled.kind == Polled::Kind::error && polled.error->trouble() == Trouble::gone;
            if (lost) lost = !begin_anew();
        }
    }

    /// From the first there is; what is known is passed over. False when no broker answers.
    bool begin_anew() try {
        consumer_.start(place_, consumer_.watermarks(place_, asking).low);
        return true;
    } catch (const KafkaError&) {
        return false;
    }

    void fold(const Record& record) {
        {
            const std::lock_guard lock(mutex_);
            if (record.offset < next_) return;
            const bool again = header(record.headers, made_header) == made_again;
            const auto there = rows_.find(record.key);
            if (there == rows_.end()) {
                if (record.value) rows_.emplace(record.key, *record.value);
            } else if (again && record.value && *record.value != there->second) {
                there->second = *record.value;
                ++overwritten_;
            }
            next_ = record.offset + 1;
        }
        changed_.notify_all();
    }

    void stop() {
        stopping_ = true;
        consumer_.wake();
        if (thread_.joinable()) thread_.join();
    }

    const KafkaConfig config_;
    const Place place_;
    Consumer consumer_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, std::string, std::less<>> rows_;  // guarded by mutex_
    std::int64_t next_ = 0;                                 // guarded by mutex_
    std::atomic<std::uint64_t> overwritten_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace

std::unique_ptr<Keys> open_keys(const KafkaConfig& config, const std::string& topic,
                                const Bytes32& root_key, Random& random) {
    return std::make_unique<KeyStore>(std::make_unique<TopicRows>(config, topic), root_key, random);
}

}  // namespace dossier::kafka
