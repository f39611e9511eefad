package handlers

import (
	"bufio"
	"bytes"
	"errors"
	"mime"
	"net/textproto"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
)

// part is one part of a form with files (RFC 7578). Data lies in the request's body and is not copied: it
// is valid until the handler returns.
type part struct {
	Name     string
	File     bool
	FileName string // as the browser sent it: judge nothing by it
	Data     []byte
}

const (
	maxParts      = 16
	maxPartHeader = 8 << 10 // bytes
	maxBoundary   = 70      // characters (RFC 2046, section 5.1.1)
)

// Reasons for which a body cannot be read. The first is for one that broke off, the second for everything
// that no form of ours sends.
var (
	errMultipartCut  = errors.New("handlers: multipart body ends early")
	errMultipartForm = errors.New("handlers: multipart body is not of a form of ours")
)

// readMultipart reads the parts of a request's body: 400 with words when it cannot be read.
func readMultipart(c *fiber.Ctx) ([]part, error) {
	if c.Get(fiber.HeaderContentEncoding) != "" { // a few bytes could become very many
		return nil, &statusError{status: fiber.StatusUnsupportedMediaType, word: "upload-form"}
	}
	parts, err := parseMultipart(c.Get(fiber.HeaderContentType), c.Request().Body())
	switch {
	case errors.Is(err, errMultipartCut):
		return nil, &statusError{status: fiber.StatusBadRequest, word: "upload"}
	case err != nil:
		return nil, &statusError{status: fiber.StatusBadRequest, word: "upload-form"}
	}
	return parts, nil
}

// parseMultipart takes a body apart without copying it. The standard library's reader copies each part,
// and its form parser writes large ones into files; here the body is in memory already, and a picture in
// it is looked at where it lies. What this accepts, mime/multipart reads in the same way (a fuzz test holds
// the two together); what is unusual for a browser's form is refused.
func parseMultipart(contentType string, body []byte) ([]part, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	boundary := params["boundary"]
	if err != nil || kind != "multipart/form-data" || boundary == "" || len(boundary) > maxBoundary {
		return nil, errMultipartForm
	}
	first, rest := []byte("--"+boundary), body
	if !bytes.HasPrefix(rest, first) {
		return nil, errMultipartForm
	}
	rest = rest[len(first):]
	delimiter := []byte("\r\n--" + boundary)
	var parts []part
	for {
		if bytes.HasPrefix(rest, []byte("--")) {
			return parts, nil
		}
		if len(parts) == maxParts {
			return nil, errMultipartForm
		}
		head, ok := bytes.CutPrefix(rest, []byte("\r\n"))
		if !ok {
			return nil, cutOr(rest)
		}
		p, data, err := parsePartHeader(head)
		if err != nil {
			return nil, err
		}
		end := bytes.Index(data, delimiter)
		if end < 0 {
			return nil, errMultipartCut
		}
		p.Data, rest = data[:end:end], data[end+len(delimiter):]
		parts = append(parts, p)
	}
}

// cutOr tells a body that ends in the middle of a delimiter from one that goes on with something else.
func cutOr(rest []byte) error {
	if len(rest) < 2 {
		return errMultipartCut
	}
	return errMultipartForm
}

var endOfHeader = []byte("\r\n\r\n")

// parsePartHeader reads a part's header and returns what follows it.
func parsePartHeader(head []byte) (part, []byte, error) {
	end := bytes.Index(head[:min(len(head), maxPartHeader)], endOfHeader)
	if end < 0 {
		if len(head) < maxPartHeader {
			return part{}, nil, errMultipartCut
		}
		return part{}, nil, errMultipartForm
	}
	end += len(endOfHeader)
	h, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(head[:end]))).ReadMIMEHeader()
	if err != nil || len(h["Content-Disposition"]) != 1 {
		return part{}, nil, errMultipartForm
	}
	if kind := strings.ToLower(strings.TrimSpace(h.Get("Content-Type"))); strings.HasPrefix(kind, "multipart/") {
		return part{}, nil, errMultipartForm // nested, as RFC 7578 (section 4.3) no longer allows
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "", "binary", "8bit", "7bit":
	default:
		return part{}, nil, errMultipartForm // RFC 7578, section 4.7
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	name, named := params["name"]
	if err != nil || kind != "form-data" || !named {
		return part{}, nil, errMultipartForm
	}
	fileName, file := params["filename"]
	if !utf8.ValidString(name) || name == "" {
		return part{}, nil, errMultipartForm
	}
	fileName = strings.ReplaceAll(fileName, "%22", `"`) // how browsers write it (HTML Standard, multipart form data)
	return part{Name: name, File: file, FileName: strings.ToValidUTF8(fileName, "\uFFFD")}, head[end:], nil
}
