package handlers

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/live"
	"shinsa/review"
	"shinsa/staff"
	"shinsa/training"
	"shinsa/views"
	"shinsa/views/words"
)

// Config is what the pages need besides the use-cases.
type Config struct {
	Desk     *review.Desk
	Staff    *staff.Service
	Training *training.Room
	Throttle staff.Throttle
	Words    *words.Catalogue
	Log      *slog.Logger
	Now      func() time.Time
	// PublicURL is the address at which people reach the server, without a path: https://desk.example.
	// Its scheme decides whether cookies are for secure connections only.
	PublicURL string
	// TrustedProxies may tell in X-Forwarded-For whom they speak for; from everybody else it is ignored.
	TrustedProxies []netip.Prefix
	// Demo marks every page, checks Host, and shows the outbox.
	Demo bool
	// Outbox shows what was mailed; nil outside of a demonstration.
	Outbox func() []Mail
	// MaxUpload is the largest body of an upload in bytes.
	MaxUpload int
	// Unlimited switches the throttles off, for tests on a demo store.
	Unlimited bool
	// Observe is told of each request, by the pattern of its route; nil when nobody counts.
	Observe func(method, route string, status int, took time.Duration)
	// Streams is told how many browsers follow what changes, whenever that changes; nil when nobody counts.
	Streams func(n int)
	// LogKeys gives the public keys that have signed the log, the newest last; nil shows none.
	LogKeys func(ctx context.Context) ([]string, error)
	// Ready says whether the parts can serve: the database, the keys, the blobs.
	Ready func() error

	pace pace
}

// Mail is a mail as the demonstration's outbox page shows it.
type Mail struct {
	To, Subject, Body string
	At                time.Time
}

// App holds the handlers. Make it with New.
type App struct {
	Config
	fiber    *fiber.App
	pages    []string // the paths of routes that can be opened
	queues   kept[keptQueue, views.QueueModel]
	setups   kept[review.StaffID, *review.QueueSetup]
	sessions kept[staff.Token, session]
	days     ownDays
	unreads  unreadCounts
	nav      sync.Map // role → the sections that it may open
	hub      *live.Hub[news]
	looking  sync.Mutex    // one stream at a time looks whether its session stands
	exports  chan struct{} // a place for each export that may be under way
}

// New builds the server's routes. The caller listens with Fiber's Listener and ends it with Shutdown.
func New(c Config) *fiber.App {
	a := &App{Config: c, exports: make(chan struct{}, mostExports)}
	a.queues.most = 256 // of some 30 KB each
	a.setups.most = 1024
	a.sessions.most = 4096
	if a.pace == (pace{}) {
		a.pace = usualPace
	}
	a.hub = a.newHub()
	a.fiber = fiber.New(fiber.Config{
		AppName:                      "shinsa",
		DisableStartupMessage:        true,
		ErrorHandler:                 a.showError,
		BodyLimit:                    c.MaxUpload + besideUpload,
		StreamRequestBody:            true, // takeBody reads it, by the limit of the route
		ReadTimeout:                  60 * time.Second,
		WriteTimeout:                 60 * time.Second,
		IdleTimeout:                  120 * time.Second,
		ReadBufferSize:               16 << 10, // of the request's head
		Immutable:                    true,     // strings of a request may outlive it
		GETOnly:                      false,
		ServerHeader:                 "",
		StrictRouting:                false,
		DisablePreParseMultipartForm: true, // uploads are read by our own parser, never into files
		EnableTrustedProxyCheck:      true, // with none listed: Fiber believes no X-Forwarded header; clientAddr reads its own
	})
	a.routes()
	return a.fiber
}
