package imaging

// The second bytes of JPEG markers, ITU-T T.81 table B.1.
const (
	markerSOF0  = 0xc0 // start of frame: baseline
	markerSOF1  = 0xc1 // extended sequential
	markerSOF2  = 0xc2 // progressive
	markerDHT   = 0xc4 // define Huffman tables
	markerSOF15 = 0xcf // the last of the frames; between them DHT, JPG and DAC
	markerRST0  = 0xd0 // restart
	markerRST7  = 0xd7
	markerSOI   = 0xd8 // start of image
	markerEOI   = 0xd9 // end of image
	markerSOS   = 0xda // start of scan
	markerDQT   = 0xdb // define quantization tables
	markerDNL   = 0xdc // define number of lines
	markerDRI   = 0xdd // define restart interval
	markerAPP0  = 0xe0 // application data: JFIF
	markerAPP1  = 0xe1 // Exif and XMP
	markerAPP14 = 0xee // Adobe
	markerAPP15 = 0xef
	markerCOM   = 0xfe // comment
)

// maxComponents is the most colour components of a frame that can be decoded.
const maxComponents = 4

// blockSize is the number of coefficients of a block, 8 by 8.
const blockSize = 64

// Adobe's colour transforms that matter here, from the APP14 segment.
const adobeUntransformed = 0
