// For ThreadSanitizer only: librdkafka begins its threads and takes its locks by C11's names, which
// the sanitizer of g++ 12 does not know, so that it falls over the first such thread. Here they are
// what glibc makes of them anyway, by the names it knows.
#include <pthread.h>
#include <threads.h>

#include <cerrno>
#include <cstdint>
#include <memory>

namespace {

struct Begun {
    thrd_start_t run;
    void* with;
};

void* run(void* raw) {
    const std::unique_ptr<Begun> begun(static_cast<Begun*>(raw));
    return reinterpret_cast<void*>(static_cast<std::intptr_t>(begun->run(begun->with)));
}

static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t) && sizeof(cnd_t) == sizeof(pthread_cond_t));
pthread_mutex_t* known(mtx_t* lock) { return reinterpret_cast<pthread_mutex_t*>(lock); }
pthread_cond_t* known(cnd_t* signal) { return reinterpret_cast<pthread_cond_t*>(signal); }

int said(int error) { return error == 0 ? thrd_success : thrd_error; }

}  // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t start, void* with) {
    auto begun = std::make_unique<Begun>(Begun{start, with});
    const int error = pthread_create(thread, nullptr, run, begun.get());
    if (error == 0) begun.release();
    return said(error);
}
int thrd_join(thrd_t thread, int* result) {
    void* returned = nullptr;
    const int error = pthread_join(thread, &returned);
    if (result != nullptr) *result = static_cast<int>(reinterpret_cast<std::intptr_t>(returned));
    return said(error);
}

int mtx_lock(mtx_t* lock) { return said(pthread_mutex_lock(known(lock))); }
int mtx_unlock(mtx_t* lock) { return said(pthread_mutex_unlock(known(lock))); }
// Nobody uses it any more, says a count of librdkafka's that the sanitizer does not see; and there
// is nothing in it to be given back.
void mtx_destroy(mtx_t*) {}

int cnd_signal(cnd_t* signal) { return said(pthread_cond_signal(known(signal))); }
int cnd_broadcast(cnd_t* signal) { return said(pthread_cond_broadcast(known(signal))); }
int cnd_wait(cnd_t* signal, mtx_t* lock) {
    return said(pthread_cond_wait(known(signal), known(lock)));
}
int cnd_timedwait(cnd_t* signal, mtx_t* lock, const timespec* until) {
    const int error = pthread_cond_timedwait(known(signal), known(lock), until);
    return error == ETIMEDOUT ? thrd_timedout : said(error);
}
void cnd_destroy(cnd_t* signal) { pthread_cond_destroy(known(signal)); }
}
