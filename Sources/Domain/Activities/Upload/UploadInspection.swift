import ActivityFiles

/// A first look at a file, before it is stored: cheap, and only sure in what it refuses.
enum UploadInspection {
    /// How much of a file is looked at, and how large a compressed file may be to be opened for it.
    static let prefixByteCount = 1 << 20

    /// Throws what is plainly wrong with a file that begins like this. `isWhole`: there is nothing behind it.
    static func check(_ prefix: [UInt8], isWhole: Bool) throws(ActivityFileError) {
        if prefix.starts(with: [0x1f, 0x8b]) {
            guard isWhole else { return }
            return try checkContent(try ActivityFile.unwrapped(prefix), isWhole: true)
        }
        try checkContent(prefix, isWhole: isWhole)
    }

    private static func checkContent(_ prefix: [UInt8], isWhole: Bool) throws(ActivityFileError) {
        guard try ActivityFileFormat.recognise(prefix) == .gpx, isWhole, isOneByteEncoding(prefix) else {
            return
        }
        guard let point = firstOffset(of: "trkpt", in: prefix, from: 0) else {
            if let point = firstOffset(of: "rtept", in: prefix, from: 0) {
                // With times it may be one that was travelled.
                if firstOffset(of: "time", in: prefix, from: point) != nil { return }
                throw ActivityFileError(
                    .routeOnly, "The file is a planned route, which nobody has travelled yet.")
            }
            throw ActivityFileError(.noPoints, "The file has no track points.")
        }
        guard firstOffset(of: "time", in: prefix, from: point) != nil else {
            throw ActivityFileError(.noTimes, "The file's track points have no times.")
        }
    }

    /// Whether names of elements are spelled as in ASCII.
    private static func isOneByteEncoding(_ content: [UInt8]) -> Bool {
        !content.prefix(64).contains(0)
    }

    private static func firstOffset(of word: StaticString, in bytes: [UInt8], from start: Int) -> Int? {
        let needle = word.withUTF8Buffer { [UInt8]($0) }
        return bytes.withUnsafeBufferPointer { haystack in
            var offset = start
            let end = haystack.count - needle.count
            while offset <= end {
                if haystack[offset] == needle[0],
                    haystack[offset..<offset + needle.count].elementsEqual(needle)
                {
                    return offset
                }
                offset += 1
            }
            return nil
        }
    }
}
