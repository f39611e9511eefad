package specimen

import (
	"fmt"
	"slices"
	"time"
)

// The kinds that can be drawn, by the ids that the desk knows them by.
const (
	ResidentCard                        = "resident-card"
	SpecialPermanentResidentCertificate = "special-permanent-resident-certificate"
	AlienRegistrationCertificate        = "alien-registration-certificate"
	MattersCertificate                  = "alien-registration-matters-certificate"
)

// Kinds lists the kinds that can be drawn.
func Kinds() []string {
	return []string{ResidentCard, SpecialPermanentResidentCertificate, AlienRegistrationCertificate, MattersCertificate}
}

// The sides of a document, the keys of Truth.Outline and Truth.Regions.
const (
	Front = "front"
	Back  = "back"
)

// A Request says what is wanted of a specimen. Only Today must be given.
type Request struct {
	// Kind is one of Kinds; empty lets the seed choose, the resident card most often.
	Kind string
	// Defects are put in as far as they fit the kind (Defect.Fits); Truth.Defects says which were.
	Defects []Defect
	// Again says that the Defects are those of a specimen that was sent before, and that the same person
	// sends another one without them: another photo of the same document. A document that was Expired has
	// been renewed since, but for an alien registration certificate, which nobody renews any more; after a
	// WrongDocument the kind is the one that was in the pictures.
	Again bool
	// Today is the day, in its own time zone, on which the specimen is sent: validity is relative to it.
	Today time.Time
}

// A Specimen is one applicant's pair of pictures and the truth about them.
type Specimen struct {
	Truth Truth
	// Front and Back are JPEG files: 1600×1200 pixels for a card, 1200×1600 for the paper certificate.
	// Back is nil when it is missing, and for the paper certificate, whose back is blank.
	Front, Back []byte
}

// Truth is what is known about a specimen; as JSON it is the file beside the pictures.
type Truth struct {
	// Kind is the kind that the applicant chose, Shown the one in the pictures; they differ only in a
	// WrongDocument.
	Kind  string `json:"kind"`
	Shown string `json:"shown"`
	// Printed is what the document says, by field id: name, address, room, birth_date, number, expires_on,
	// issued_on, nationality, status and more, as far as the document has them. Address and room are the
	// current ones (the newest row of the back, else the front), front_address what the front says when
	// it differs. Dates are ISO here; on the document they are written out. my_number is its digits, or
	// "covered".
	Printed map[string]string `json:"printed"`
	// Typed is what the applicant enters: the fields of Kind, back_notes as yes or no, dates as ISO. It
	// equals Printed except in the fields that a defect of the typing is about, and back_notes of a MissingBack.
	Typed map[string]string `json:"typed"`
	// Defects are those that were put in, in the order of Defects; never null.
	Defects []Defect `json:"defects"`
	// On names the side on which each defect of the picture is.
	On map[Defect]string `json:"on"`
	// BackNotes says whether anything is written or stamped on the back, pictured or not.
	BackNotes bool `json:"back_notes"`
	// Outline has the corners of the document in the picture of a side, from its upper left clockwise, as
	// x, y from 0 to 1; a document that is cut off has corners beyond that.
	Outline map[string][4][2]float64 `json:"outline"`
	// Regions has, by side and field id, where a field stands: x, y, width, height from 0 to 1 of the
	// document itself, before perspective.
	Regions map[string]map[string][4]float64 `json:"regions"`
}

// Draw makes the n-th specimen of a seed. The person and the document depend on seed, n, kind and day
// alone: the same ones come back with other defects of the picture, and Again after defects. It fails on an unknown kind or defect,
// and without a day. It takes a tenth of a second a side and may be called from several goroutines.
//
// An alien registration certificate was last issued in July 2012 and ends with its holder's 16th birthday
// at the latest, so from July 2028 on it can only be drawn Expired, and Truth.Defects says so.
func Draw(seed uint64, n int, r Request) (Specimen, error) {
	p, err := newPlan(seed, n, r)
	if err != nil {
		return Specimen{}, fmt.Errorf("specimen: draw: %w", err)
	}
	s := Specimen{Truth: p.truth}
	front, err := p.picture(Front)
	if err != nil {
		return Specimen{}, fmt.Errorf("specimen: draw front: %w", err)
	}
	s.Front = front
	if p.hasBack() {
		if s.Back, err = p.picture(Back); err != nil {
			return Specimen{}, fmt.Errorf("specimen: draw back: %w", err)
		}
	}
	return s, nil
}

// has reports whether the defect was put in.
func (t *Truth) has(d Defect) bool { return slices.Contains(t.Defects, d) }
