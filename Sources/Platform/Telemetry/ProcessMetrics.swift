import Glibc

extension Metrics {
    /// Exposes the standard process metrics (memory, CPU, descriptors, threads, start time), read from
    /// `/proc` when scraped.
    package func registerProcess() {
        gauge("process_resident_memory_bytes", help: "Resident memory size.") {
            ProcessStatus.now.residentBytes
        }
        gauge("process_virtual_memory_bytes", help: "Virtual memory size.") { ProcessStatus.now.virtualBytes }
        counter("process_cpu_seconds_total", help: "User and system CPU time.") {
            ProcessStatus.now.cpuSeconds
        }
        gauge("process_threads", help: "Threads.") { ProcessStatus.now.threads }
        gauge("process_open_fds", help: "Open file descriptors.") { openDescriptorCount() }
        gauge("process_max_fds", help: "Limit of open file descriptors.") { descriptorLimit() }
        let started = processStartSeconds()
        gauge("process_start_time_seconds", help: "When the process started, Unix time.") { started }
    }
}

/// What `/proc/self/stat` says (proc(5)); zeros where it cannot be read.
struct ProcessStatus {
    var cpuSeconds = 0.0
    var threads = 0.0
    var startTicks = 0.0
    var virtualBytes = 0.0
    var residentBytes = 0.0

    static var now: ProcessStatus {
        var status = ProcessStatus()
        // The second field is the name in parentheses, which may hold spaces; count from behind it.
        guard let text = smallFile("/proc/self/stat"), let end = text.lastIndex(of: ")") else {
            return status
        }
        let fields = text[end...].split(separator: " ").dropFirst().map { Double($0) ?? 0 }
        guard fields.count > 21 else { return status }
        status.cpuSeconds = (fields[11] + fields[12]) / ticksPerSecond
        status.threads = fields[17]
        status.startTicks = fields[19]
        status.virtualBytes = fields[20]
        status.residentBytes = fields[21] * Double(sysconf(Int32(_SC_PAGESIZE)))
        return status
    }
}

private var ticksPerSecond: Double { Double(sysconf(Int32(_SC_CLK_TCK))) }

private func processStartSeconds() -> Double {
    guard let text = smallFile("/proc/stat"),
        let line = text.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
        let bootSeconds = Double(line.dropFirst(6))
    else { return 0 }
    return bootSeconds + ProcessStatus.now.startTicks / ticksPerSecond
}

private func openDescriptorCount() -> Double {
    guard let directory = opendir("/proc/self/fd") else { return 0 }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    return Double(count - 3)  // ".", ".." and the descriptor of this look
}

private func descriptorLimit() -> Double {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
    return Double(limit.rlim_cur)
}

/// The text of a small file of `/proc`, 64 KiB at most.
private func smallFile(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
}
