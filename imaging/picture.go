package imaging

// The longest sides of the copies, in pixels. The smallest is meant for lists:
// a document cannot be read at that size, so that a list shows nobody's data.
const (
	screenSide  = 1280
	previewSide = 640
	thumbSide   = 120
)

// The qualities of the encoder, 1 to 100.
const (
	fullQuality    = 92
	screenQuality  = 82
	previewQuality = 78
	thumbQuality   = 70
)

// Picture is what an accepted file becomes. Its copies are baseline JPEGs, upright
// and without metadata; a picture that is smaller than a copy's bound keeps its
// size.
type Picture struct {
	// Width and Height are the upright picture's, in pixels of the file.
	Width, Height int
	// Screen is for reading: its longer side has 1280 pixels at most.
	Screen []byte
	// Preview is for the person who sent it: 640 at most.
	Preview []byte
	// Thumb is for lists: 120 at most.
	Thumb []byte
	// ScreenWidth and ScreenHeight are those of Screen, so that a page can
	// keep the place free.
	ScreenWidth, ScreenHeight int
	// Likeness is for finding the same picture again. It can be nil.
	Likeness Likeness
	// Facts is what the file says about itself, and where a document was found in it.
	Facts Facts
}

// Facts is what a file says about itself, but for the outline. All of it can be forged, and the texts
// are a stranger's: they are cut to 64 printable characters and must be escaped
// where they are shown. They can be personal data.
type Facts struct {
	// Bytes is the length of the file.
	Bytes int `json:"bytes"`
	// Width and Height are as stored, before the orientation is applied.
	Width  int `json:"width"`
	Height int `json:"height"`
	// Orientation is Exif's, 1 (upright) to 8.
	Orientation int  `json:"orientation"`
	Progressive bool `json:"progressive,omitempty"`
	// TakenAt is Exif's DateTimeOriginal as written, commonly
	// "2026:04:01 12:34:56", without a time zone.
	TakenAt  string `json:"taken_at,omitempty"`
	Software string `json:"software,omitempty"`
	Make     string `json:"make,omitempty"`
	Model    string `json:"model,omitempty"`
	// HasLocation says that the file tells where it was taken. The place
	// itself is not read.
	HasLocation bool `json:"has_location,omitempty"`
	// Shrunk says that the page made the picture smaller before it was sent. Then the texts are the original's, whose
	// place was left behind, and all else is of what was sent.
	Shrunk bool `json:"shrunk,omitempty"`
	// Outline is where the document lies in the upright picture; nil where that is not
	// certain.
	Outline *Outline `json:"outline,omitempty"`
}

func factsOf(data []byte, l *layout, e exifFacts) Facts {
	return Facts{
		Bytes: len(data),
		Width: l.width, Height: l.height, Orientation: e.orientation,
		Progressive: l.progressive,
		TakenAt:     e.takenAt, Software: e.software, Make: e.make, Model: e.model,
		HasLocation: e.location || l.location,
		Shrunk:      e.shrunk,
	}
}
