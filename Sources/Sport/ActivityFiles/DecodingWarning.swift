/// Something in a file that was skipped or mended; the activity is there nevertheless.
package struct DecodingWarning: Equatable, Sendable {
    /// What was done; the raw values are part of the API.
    package enum Code: String, Sendable {
        /// The file is damaged; what could be read was.
        case damaged
        /// The content is of another format than the uploader said.
        case otherFormat = "other_format"
        /// Points without a time were left out.
        case untimedPoints = "untimed_points"
        /// Points that are earlier than the one before were left out.
        case backwardTimes = "backward_times"
        /// Points of the same time and place as the one before were joined with it.
        case repeatedPoints = "repeated_points"
        /// Positions that aren't on the earth were left out.
        case badPositions = "bad_positions"
        /// Recordings in the file without any timed point were left out.
        case emptyRecordings = "empty_recordings"
        /// Parts of the track weren't in the order of time.
        case unorderedSegments = "unordered_segments"
    }

    /// What was done, for programs.
    package let code: Code
    /// A sentence for the athlete.
    package let message: String
    /// How many points it is about; 1 for what is about the whole file.
    package let count: Int
    /// The line of the first one, counted from 1; nil where there is none.
    package let line: Int?

    /// A warning with these parts.
    package init(_ code: Code, _ message: String, count: Int = 1, line: Int? = nil) {
        self.code = code
        self.message = message
        self.count = count
        self.line = line
    }
}
