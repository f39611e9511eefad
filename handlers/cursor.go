package handlers

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"shinsa/review"
)

// encodeCursor makes the place of a row in a list's order into one word for the URL.
func encodeCursor(c review.QueueCursor) string {
	asOf := int64(0)
	if !c.AsOf.IsZero() {
		asOf = c.AsOf.UnixMicro()
	}
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d.%s.%d", c.Class, c.QueuedAt.UnixMicro(), c.ID, asOf))
}

// mostClass bounds the places that rules can give, either way.
const mostClass = 1000

// decodeCursor reads what encodeCursor wrote; false for everything else.
func decodeCursor(s string) (review.QueueCursor, bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) > 120 {
		return review.QueueCursor{}, false
	}
	parts := strings.Split(string(b), ".")
	if len(parts) != 4 {
		return review.QueueCursor{}, false
	}
	class, err1 := strconv.Atoi(parts[0])
	micros, err2 := strconv.ParseInt(parts[1], 10, 64)
	id, err3 := uuid.Parse(parts[2])
	asOf, err4 := strconv.ParseInt(parts[3], 10, 64)
	if errors.Join(err1, err2, err3, err4) != nil || class < -mostClass || class > mostClass || id.String() != parts[2] {
		return review.QueueCursor{}, false
	}
	c := review.QueueCursor{Class: class, QueuedAt: time.UnixMicro(micros).UTC(), ID: review.SubmissionID(parts[2])}
	if asOf != 0 {
		c.AsOf = time.UnixMicro(asOf).UTC()
	}
	return c, encodeCursor(c) == s
}
