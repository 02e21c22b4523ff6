import Glibc

/// The thread-local that knows which loop a thread runs.
let currentLoop = CurrentLoop()

/// A POSIX thread-specific slot that holds an unretained `EventLoop`.
struct CurrentLoop: Sendable {
    private let key: pthread_key_t

    init() {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        self.key = key
    }

    var value: EventLoop? {
        get { pthread_getspecific(key).map { Unmanaged<EventLoop>.fromOpaque($0).takeUnretainedValue() } }
        nonmutating set { pthread_setspecific(key, newValue.map { Unmanaged.passUnretained($0).toOpaque() }) }
    }
}
