package handlers

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/gofiber/fiber/v2"
)

const (
	// maxForm bounds the body of every form but that of an upload, in bytes.
	maxForm = 256 << 10
	// besideUpload is what an upload's body has beside the picture: boundaries and small fields.
	besideUpload = 64 << 10
	// maxDrain bounds how much of a body that is too large is read and thrown away.
	maxDrain = 64 << 20
)

var errBodyTooLarge = errors.New("handlers: the body is too large")

// takeBody reads the body of a request into memory, as much as the route may get, and not a byte more. Of a
// body that is larger the rest is read and thrown away: browsers look at an answer only when they have sent
// everything, and one that is cut off before shows an error of its own in the place of our words.
func (a *App) takeBody(c *fiber.Ctx) error {
	req := c.Request()
	if !framedOnce(req.Header.RawHeaders()) {
		c.Context().SetConnectionClose()
		return fiber.ErrBadRequest
	}
	if !req.IsBodyStream() {
		return c.Next()
	}
	limit, tooLarge := maxForm, error(&statusError{status: fiber.StatusRequestEntityTooLarge, word: "form-too-large"})
	if strings.HasPrefix(c.Path(), "/a/") && strings.HasSuffix(c.Path(), "/images") {
		limit, tooLarge = a.MaxUpload+besideUpload, fiber.ErrRequestEntityTooLarge
	}
	body, err := readBody(c.Context().RequestBodyStream(), req.Header.ContentLength(), limit)
	if err == nil {
		req.SetBodyRaw(body)
		return c.Next()
	}
	c.Context().SetConnectionClose() // what is left of the body must not be taken for a request
	var timeout net.Error
	switch {
	case errors.Is(err, errBodyTooLarge):
		return tooLarge
	case errors.As(err, &timeout) && timeout.Timeout():
		return fiber.ErrRequestTimeout
	}
	return fiber.ErrBadRequest
}

// framedOnce says whether the head of a request tells once and plainly how long its body is. Where it says
// two things, or one that is read in two ways, a proxy may take for the body what is a request to us, and the
// other way round (RFC 9112, section 11.2).
func framedOnce(head []byte) bool {
	told := 0
	for line := range bytes.Lines(head) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			told++
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			if told++; !bytes.EqualFold(bytes.TrimSpace(value), []byte("chunked")) {
				return false
			}
		}
	}
	return told <= 1
}

// readBody reads a body of a known length, or of an unknown one when it is negative.
func readBody(from io.Reader, length, limit int) ([]byte, error) {
	if length > limit {
		_, _ = io.CopyN(io.Discard, from, int64(min(length, maxDrain)))
		return nil, errBodyTooLarge
	}
	if length >= 0 {
		body := make([]byte, length) // at once: growing it would need twice the memory
		_, err := io.ReadFull(from, body)
		return body, err
	}
	var body bytes.Buffer
	n, err := body.ReadFrom(io.LimitReader(from, int64(limit)+1))
	if err != nil {
		return nil, err
	}
	if n > int64(limit) {
		_, _ = io.CopyN(io.Discard, from, maxDrain)
		return nil, errBodyTooLarge
	}
	return body.Bytes(), nil
}

// leaveBody is for the few routes that have no use for a body and read none.
func leaveBody(c *fiber.Ctx) error {
	if c.Request().IsBodyStream() {
		c.Context().SetConnectionClose()
	}
	return c.Next()
}
