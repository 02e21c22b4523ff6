import Glibc

/// How many files and sockets the process may have open.
enum OpenFiles {
    /// Raises the limit to what the process is allowed to ask for. The customary 1,024 is kept low for
    /// programs that use `select`, which nothing here does; a server of many sockets needs all it can get.
    static func raiseLimit() {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
    }
}
