import Glibc

/// What the store does with directories.
enum Directory {
    /// Creates it, durably, unless it exists; parents must exist, except for those of an empty store.
    static func create(_ path: String) throws(BlobError) {
        if mkdir(path, 0o700) == 0 {
            try sync(parent(of: path))
        } else if errno == ENOENT, path != parent(of: path) {
            try create(parent(of: path))
            try create(path)
        } else if errno != EEXIST {
            throw .last("mkdir")
        }
    }

    /// Makes the names in it durable.
    static func sync(_ path: String) throws(BlobError) {
        let directory = try OpenFile(reading: path)
        try directory.sync()
    }

    /// The names of everything in it, in no order.
    static func names(in path: String, orNoneIfAbsent: Bool = false) throws(BlobError) -> [String] {
        guard let stream = opendir(path) else {
            if orNoneIfAbsent, errno == ENOENT { return [] }
            throw .last("opendir")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
