#include "tests/support/mock_cluster.hpp"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <stdexcept>

// The mock broker leaves Nagle's algorithm on, which costs 40 ms an answer; this is the `accept` it
// finds first.
extern "C" int accept(int listener, struct sockaddr* peer, socklen_t* bytes) {
    const int socket = accept4(listener, peer, bytes, 0);
    const int on = 1;
    if (socket >= 0) setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

namespace dossier::test {
namespace {

void must(rd_kafka_resp_err_t error) {
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(rd_kafka_err2str(error));
}

}  // namespace

struct MockCluster::Impl {
    rd_kafka_t* holder = nullptr;
    rd_kafka_mock_cluster_t* cluster = nullptr;
};

MockCluster::MockCluster(const std::vector<std::string>& topics) : impl_(std::make_unique<Impl>()) {
    char why[256] = {};
    impl_->holder = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), why, sizeof why);
    if (impl_->holder == nullptr) throw std::runtime_error(why);
    impl_->cluster = rd_kafka_mock_cluster_new(impl_->holder, static_cast<int>(topics.size()));
    for (std::size_t i = 0; i < topics.size(); ++i) {
        must(rd_kafka_mock_topic_create(impl_->cluster, topics[i].c_str(), 1, 1));
        must(rd_kafka_mock_partition_set_leader(impl_->cluster, topics[i].c_str(), 0,
                                                static_cast<std::int32_t>(i) + 1));
    }
}

MockCluster::~MockCluster() {
    rd_kafka_mock_cluster_destroy(impl_->cluster);
    rd_kafka_destroy(impl_->holder);
}

kafka::KafkaConfig MockCluster::config() const {
    return {.bootstrap = rd_kafka_mock_cluster_bootstraps(impl_->cluster)};
}

void MockCluster::answer_next(int broker, Api api, int error, kafka::milliseconds after) {
    must(rd_kafka_mock_broker_push_request_error_rtts(
        impl_->cluster, broker, static_cast<std::int16_t>(api), 1,
        static_cast<rd_kafka_resp_err_t>(error), static_cast<int>(after.count())));
}

std::size_t MockCluster::left(int broker, Api api) const {
    std::size_t count = 0;
    must(rd_kafka_mock_broker_error_stack_cnt(impl_->cluster, broker,
                                              static_cast<std::int16_t>(api), &count));
    return count;
}

}  // namespace dossier::test
