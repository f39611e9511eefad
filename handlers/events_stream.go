package handlers

import (
	"bufio"
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/live"
	"shinsa/review"
	"shinsa/staff"
)

// eventsPath is asked by pages by themselves. That alone keeps no session alive.
const eventsPath = "/desk/events"

// eventStream is the type of a stream; only EventSource asks for it.
const eventStream = "text/event-stream"

// mostAsked is how many submissions a page may ask about at once; a page of the queue has 50.
const mostAsked = 60

// events handles GET /desk/events: what changes in the queue, as a stream of server-sent events
// (https://html.spec.whatwg.org/multipage/server-sent-events.html). `after`, or Last-Event-ID, is the id of the last
// one that the browser has. Who does not ask for a stream gets the same as one answer in JSON; with `refs`,
// references joined by commas, how these stand now.
func (a *App) events(c *fiber.Ctx) error {
	ctx, who := c.UserContext(), actor(c)
	since := momentOf(c.Query("after"))
	if last := c.Get("Last-Event-ID"); last != "" {
		since = momentOf(last)
	}
	if strings.Contains(c.Get(fiber.HeaderAccept), eventStream) {
		return a.stream(c, who, since)
	}
	var changes *review.Changes
	var err error
	if refs := c.Query("refs"); refs != "" {
		changes, err = a.Desk.Standing(ctx, who, askedRefs(refs))
	} else {
		changes, err = a.Desk.Changed(ctx, who, since)
	}
	if err != nil {
		return err
	}
	c.Type("json")
	return c.Send(a.tellOf(changes).of(who.ID))
}

// askedRefs reads references; what cannot be one is as little there as what is not.
func askedRefs(list string) []review.Reference {
	var refs []review.Reference
	for _, text := range strings.SplitN(list, ",", mostAsked+1) {
		if ref, err := review.ParseReference(text); err == nil && len(refs) < mostAsked {
			refs = append(refs, ref)
		}
	}
	return refs
}

// errStreams is for one stream too many. Pages ask now and then instead.
var errStreams = &statusError{status: fiber.StatusServiceUnavailable, word: "streams"}

// stream answers with a stream, from a moment on.
func (a *App) stream(c *fiber.Ctx, who review.Actor, since time.Time) error {
	ctx := c.UserContext()
	if err := a.Desk.MayFollow(ctx, who); err != nil {
		return err
	}
	c.Set("X-Accel-Buffering", "no") // nginx passes on each event at once
	c.Set(fiber.HeaderContentType, eventStream)
	if c.Method() == fiber.MethodHead {
		return nil
	}
	reader, err := a.hub.Join(string(who.ID))
	if errors.Is(err, live.ErrFull) {
		c.Set(fiber.HeaderRetryAfter, retryAfterSeconds)
		return errStreams
	} else if err != nil {
		return err
	}
	first, err := a.Desk.Changed(ctx, who, since)
	if err != nil {
		reader.Leave()
		return err
	}
	s := &stream{
		app: a, who: who.ID, token: signedIn(c).Token, reader: reader, first: a.tellOf(first), from: first.At,
		conn: c.Context().Conn(), done: c.Context().Done(),
	}
	c.Context().SetConnectionClose() // see watch
	c.Context().SetBodyStreamWriter(s.run)
	return nil
}

// A stream tells one browser, in a goroutine of its own, what the hub tells.
type stream struct {
	app    *App
	who    review.StaffID
	token  staff.Token
	reader *live.Reader[news]
	first  *told     // what changed before the hub begins
	from   time.Time // up to when first tells

	conn net.Conn
	done <-chan struct{} // closed when the server begins to end
	to   *bufio.Writer
}

// run writes until the browser has gone, the session has ended, or the server ends.
func (s *stream) run(w *bufio.Writer) {
	defer s.reader.Leave()
	ended, gone := make(chan struct{}), make(chan struct{})
	defer close(ended)
	go s.hurry(ended)
	go s.watch(gone)
	s.to = w
	// After a restart the browsers come back one by one.
	if !s.write("retry: "+strconv.Itoa(2000+rand.IntN(4000))+"\n", s.first) {
		return
	}
	for {
		select {
		case <-s.done:
			return
		case <-gone:
			return
		case n, ok := <-s.reader.Waiting():
			if !ok { // too slow: it comes back and asks since its last event
				return
			}
			if n.look && !s.stands() {
				s.write("event: end\n", sign(eventID(s.from)))
				return
			}
			if n.told != nil && !momentOf(n.ID).Before(s.from) && !s.write("", n.told) {
				return
			}
		}
	}
}

// write sends one event; false when nobody reads any more.
func (s *stream) write(before string, t *told) bool {
	// The server's own deadline is for answers that end.
	_ = s.conn.SetWriteDeadline(time.Now().Add(streamPatience))
	_, _ = s.to.WriteString(before + "id: " + t.ID + "\ndata: ")
	_, _ = s.to.Write(t.of(s.who))
	_, _ = s.to.WriteString("\n\n")
	return s.to.Flush() == nil
}

// hurry ends a write that waits for a slow browser when the server ends.
func (s *stream) hurry(ended <-chan struct{}) {
	select {
	case <-ended:
	case <-s.done:
		_ = s.conn.SetWriteDeadline(time.Now().Add(time.Second / 2))
	}
}

// watch notices at once that the browser has gone: by writing one would learn it at the second sign of life. It reads
// what a browser does not send while it waits for an answer, so the connection is good for no other request.
func (s *stream) watch(gone chan<- struct{}) {
	defer close(gone)
	_ = s.conn.SetReadDeadline(time.Time{}) // the server's own is for requests
	var nothing [1]byte
	_, _ = s.conn.Read(nothing[:])
}

// stands says whether the session still stands and its person may still follow. The streams ask one after the
// other, so that pages find the store free. A store that cannot answer now ends no stream.
func (s *stream) stands() bool {
	s.app.looking.Lock()
	defer s.app.looking.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), feedLimit)
	defer cancel()
	found, account, err := s.app.Staff.Unused(ctx, s.token)
	if errors.Is(err, staff.ErrNoSession) {
		return false
	} else if err != nil {
		return true
	}
	is := session{ID: found.ID, Account: account}
	return !errors.Is(s.app.Desk.MayFollow(ctx, is.Actor()), review.ErrDenied)
}
