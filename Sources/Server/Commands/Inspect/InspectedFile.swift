import ActivityFiles
import JSON

/// What `inspect` finds out about one file.
struct InspectedFile {
    let path: String
    /// Nil where the file isn't any of the formats.
    private(set) var format: ActivityFileFormat?
    /// Nil for a file that was read.
    private(set) var error: (code: String, message: String)?
    private var recordings: [DecodedActivity] = []

    init(path: String) {
        self.path = path
        do {
            let bytes = try FileBytes.read(path, limit: ActivityFile.byteLimit)
            do throws(ActivityFileError) {
                let content = try ActivityFile.unwrapped(bytes)
                format = try ActivityFileFormat.recognise(content)
                recordings = try ActivityFile.decode(content)
            } catch {
                self.error = (error.code.rawValue, error.description)
            }
        } catch {
            self.error = (error.code, error.message)
        }
    }

    /// One line, for programs.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("path", path)
            json.member("format", format?.rawValue)
            json.member("ok", error == nil)
            json.member("error") { json in
                guard let error else { return json.null() }
                json.object { json in
                    json.member("code", error.code)
                    json.member("message", error.message)
                }
            }
            json.member("warnings") { json in
                json.array(warnings) { json, warning in write(warning, to: &json) }
            }
            json.member("activities") { json in
                json.array(recordings) { json, recording in
                    InspectedActivity(recording).write(to: &json)
                }
            }
        }
    }

    /// Those of all recordings; what is about the whole file only once.
    private var warnings: [DecodingWarning] {
        var found: [DecodingWarning] = []
        for warning in recordings.flatMap(\.warnings) where !found.contains(warning) { found.append(warning) }
        return found
    }

    private func write(_ warning: DecodingWarning, to json: inout JSONWriter) {
        json.object { json in
            json.member("code", warning.code.rawValue)
            json.member("message", warning.message)
            json.member("count", warning.count)
            json.member("line", warning.line)
        }
    }
}
