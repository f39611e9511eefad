package imaging

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// sniff judges a file by its first bytes and returns nil for a JPEG.
func sniff(data []byte) *Refusal {
	if len(data) == 0 {
		return refuse(RefusedEmpty)
	}
	if looksLikeJPEG(data) {
		return nil
	}
	for _, f := range foreignFormats {
		if f.matches(data) {
			return refuse(f.code)
		}
	}
	return refuse(RefusedNotAnImage)
}

// looksLikeJPEG wants the start-of-image marker and the first byte of the next
// marker. A file that ends before that byte is a JPEG cut short.
func looksLikeJPEG(data []byte) bool {
	if len(data) == 2 {
		return data[0] == 0xff && data[1] == markerSOI
	}
	return bytes.HasPrefix(data, []byte{0xff, markerSOI, 0xff})
}

var foreignFormats = []struct {
	code    RefusalCode
	matches func([]byte) bool
}{
	{RefusedPNG, startsWith("\x89PNG\r\n\x1a\n")},
	{RefusedGIF, startsWith("GIF87a", "GIF89a")},
	{RefusedWebP, isWebP},
	{RefusedTIFF, startsWith("II*\x00", "MM\x00*", "II+\x00", "MM\x00+")},
	{RefusedPDF, isPDF},
	{RefusedBMP, isBMP},
	{RefusedHEIC, isHEIC},
	{RefusedOtherFormat, isISOMedia}, // after HEIC, which is one, too
	{RefusedOtherFormat, startsWith(
		"\xff\x0a",                       // JPEG XL, bare
		"\x00\x00\x00\x0cJXL \r\n\x87\n", // JPEG XL, boxed
		"\x00\x00\x00\x0cjP  \r\n\x87\n", // JPEG 2000, boxed
		"\xff\x4f\xff\x51",               // JPEG 2000, bare
		"8BPS\x00",                       // Photoshop
		"\x00\x00\x01\x00",               // ICO
		"FUJIFILMCCD-RAW",                // raw file of a camera
		"\x1a\x45\xdf\xa3",               // Matroska and WebM
	)},
	{RefusedOtherFormat, isSVG},
}

func startsWith(heads ...string) func([]byte) bool {
	return func(data []byte) bool {
		for _, head := range heads {
			if strings.HasPrefix(string(data[:min(len(data), len(head))]), head) {
				return true
			}
		}
		return false
	}
}

func isWebP(data []byte) bool {
	return len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP"
}

// isPDF follows readers, which take the header anywhere in the first kilobyte.
func isPDF(data []byte) bool {
	return bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-"))
}

// isBMP looks at the length of the second header as well, since many a text
// begins with the letters BM.
func isBMP(data []byte) bool {
	if len(data) < 18 || string(data[:2]) != "BM" {
		return false
	}
	switch binary.LittleEndian.Uint32(data[14:]) {
	case 12, 16, 40, 52, 56, 64, 108, 124:
		return true
	}
	return false
}

// heicBrands are the brands of ISO/IEC 23008-12 for pictures coded with HEVC,
// and the two general ones that phones put first.
var heicBrands = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"}

func isHEIC(data []byte) bool {
	brands, ok := isoBrands(data)
	if !ok {
		return false
	}
	general := false
	for i := 0; i+4 <= len(brands); i += 4 {
		brand := string(brands[i : i+4])
		for _, heic := range heicBrands {
			if brand == heic {
				return true
			}
		}
		if brand == "avif" || brand == "avis" {
			return false
		}
		general = general || brand == "mif1" || brand == "msf1"
	}
	return general
}

func isISOMedia(data []byte) bool {
	_, ok := isoBrands(data)
	return ok
}

// isoBrands returns the brands of an ISO base media file (ISO/IEC 14496-12),
// four bytes each: the major one, its version, and the compatible ones.
func isoBrands(data []byte) ([]byte, bool) {
	if len(data) < 12 || string(data[4:8]) != "ftyp" {
		return nil, false
	}
	size := binary.BigEndian.Uint32(data)
	const most = 256 // a real box lists a handful
	return data[8:min(uint32(len(data)), max(size, 12), most)], true
}

// isSVG wants the root element near the top of a text.
func isSVG(data []byte) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), 1024)], []byte("\xef\xbb\xbf")), " \t\r\n")
	return bytes.HasPrefix(head, []byte("<svg")) ||
		bytes.HasPrefix(head, []byte("<?xml")) && bytes.Contains(head, []byte("<svg"))
}
