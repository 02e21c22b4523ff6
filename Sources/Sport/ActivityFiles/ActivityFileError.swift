/// Why a file is not taken as an activity: a stable code for programs, a sentence for the athlete.
package struct ActivityFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong; the raw values are part of the API.
    package enum Code: String, CaseIterable, Sendable {
        /// No bytes, or nothing but white space.
        case empty
        /// Larger than `ActivityFile.byteLimit`, before or after decompression.
        case tooLarge = "too_large"
        /// gzip data that is cut off, damaged or a bomb.
        case badCompression = "bad_compression"
        /// Neither GPX nor TCX nor FIT.
        case unrecognised
        /// In a character encoding that isn't read.
        case badEncoding = "bad_encoding"
        /// XML with a document type declaration, which could hide an attack.
        case doctype
        /// XML that is so damaged that nothing of it can be read.
        case badXML = "bad_xml"
        /// XML nested too deeply, with too many attributes or errors.
        case tooComplex = "too_complex"
        /// More samples than `StreamSet.sampleLimit`.
        case tooManyPoints = "too_many_points"
        /// Waypoints or metadata only.
        case noTrack = "no_track"
        /// A course, a workout or settings: nothing that anybody has done.
        case notActivity = "not_activity"
        /// A planned route, which nobody has travelled yet.
        case routeOnly = "route_only"
        /// A track without points.
        case noPoints = "no_points"
        /// A track without times.
        case noTimes = "no_times"
    }

    /// What is wrong, for programs.
    package let code: Code
    /// A sentence that says what is wrong, and where.
    package let message: String
    /// The line that it is about, counted from 1; nil where there is none.
    package let line: Int?

    /// An error with these parts.
    package init(_ code: Code, _ message: String, line: Int? = nil) {
        self.code = code
        self.message = message
        self.line = line
    }

    package var description: String {
        guard let line else { return message }
        return "\(message) (line \(line))"
    }
}
