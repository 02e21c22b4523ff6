import Glibc

extension ServerConfiguration {
    /// The cores that this process may use.
    static var coreCount: Int {
        max(1, min(64, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    }
}
