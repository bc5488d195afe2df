#pragma once
// A feed on its way through this process: it is passed on in whole frames, so that behind every
// piece it can be ended as a feed of our own is.
#include <string>

namespace dossier {

/// One thread.
class PassingFeed {
public:
    /// What came, to append to.
    std::string& came() { return came_; }
    /// What can be passed on: the whole frames; everything, when no more will come. Throws
    /// StoreError when a frame has no end within reason.
    std::string take(bool no_more);
    /// Said once; then the end.
    std::string closing();

private:
    std::string came_;
    std::string last_id_;  // "seq.event"; empty before the first
    bool closed_ = false;
};

}  // namespace dossier
