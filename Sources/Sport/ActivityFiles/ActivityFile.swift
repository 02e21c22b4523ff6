import Compression

/// Reads the files that watches and head units write.
///
/// What a file is says its content, never its name: gzip (also twice), then FIT, GPX or TCX. Pure and
/// synchronous, about a microsecond for a point of GPX: to be run off the loops.
package enum ActivityFile {
    /// The largest file in bytes, before and after decompression.
    package static let byteLimit = 64 << 20
    /// How often a file may be gzipped over.
    package static let gzipLayerLimit = 2

    /// The recordings in a file; at least one.
    ///
    /// - Parameter declaredType: what the uploader says that it is; a warning where the content differs.
    package static func decode(
        _ bytes: [UInt8], declaredType: ActivityFileType? = nil
    ) throws(ActivityFileError) -> [DecodedActivity] {
        let content = try unwrapped(bytes)
        let format = try ActivityFileFormat.recognise(content)
        var activities =
            switch format {
            case .gpx: [try GPXDecoder.decode(content)]
            case .tcx: try TCXDecoder.decode(content)
            case .fit: try FITDecoder.decode(content)
            }
        if let declared = declaredType?.format, declared != format {
            let message = "The file was sent as \(declared.rawValue), but it is \(format.rawValue)."
            for index in activities.indices {
                activities[index].warnings.append(DecodingWarning(.otherFormat, message))
            }
        }
        return activities
    }

    /// The content without the gzip layers around it, at most `byteLimit`.
    package static func unwrapped(_ bytes: [UInt8]) throws(ActivityFileError) -> [UInt8] {
        var content = bytes
        for layer in 0...gzipLayerLimit {
            guard content.count <= byteLimit else {
                throw ActivityFileError(.tooLarge, "The file is larger than \(byteLimit >> 20) MiB.")
            }
            guard content.withUnsafeBytes({ Gzip.isGzip($0) }) else { return content }
            guard layer < gzipLayerLimit else { break }
            do {
                content = try Gzip.inflate(content, limits: .upload, ignoringTrailingBytes: true)
            } catch {
                throw ActivityFileError(error)
            }
        }
        throw ActivityFileError(.badCompression, "The file is compressed more than \(gzipLayerLimit) times.")
    }
}

extension ActivityFileError {
    /// What a failed decompression means for an uploaded file.
    fileprivate init(_ error: CompressionError) {
        switch error {
        case .outputTooLarge(let limit):
            self.init(.tooLarge, "The file is larger than \(limit >> 20) MiB when decompressed.")
        default: self.init(.badCompression, "The file cannot be decompressed: \(error).")
        }
    }
}
