package handlers

import (
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// standards are the classes of children with what holds today and what held before.
func (r *Request) standards() []views.StandardClassView {
	var out []views.StandardClassView
	for _, class := range models.StandardClasses {
		v := views.StandardClassView{Class: class, History: r.State.StandardsOf(class)}
		if now, ok := r.State.StandardAt(class, r.today()); ok {
			v.Now = now
		}
		out = append(out, v)
	}
	return out
}

func publicStandards(r *Request) error {
	p := r.page(views.Public, "standard.title")
	p.Description = r.Lang.T("standard.now_lead")
	return r.HTML(200, views.PublicStandards(p, r.standards()))
}

func staffStandards(r *Request) error { return r.showStandards(nil) }

func (r *Request) showStandards(f *form) error {
	d := r.staff("standard.title")
	status := 200
	if f != nil {
		f.onto(d, "standard")
		status = f.Status()
	}
	return r.HTML(status, views.StaffStandards(d, r.standards()))
}

func staffStandardSet(r *Request) error {
	f := r.form("class", "fen", "from", "doc_no")
	_, again, err := f.ask(models.SetStandard{Class: models.StandardClass(f.Text("class")), Fen: f.Yuan("fen"), From: f.Day("from"), DocNo: f.Text("doc_no")})
	if again {
		return r.showStandards(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/standards", "standard.done.set")
}

func (r *Request) standard() (*models.Standard, error) {
	n, ok := r.State.Standards.Get(r.Params("class") + "/" + r.Params("from"))
	if !ok {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return n, nil
}

func staffStandard(r *Request) error { return r.showStandard(nil) }

func (r *Request) showStandard(f *form) error {
	n, err := r.standard()
	if err != nil {
		return err
	}
	d := r.staff("standard.class."+string(n.Class), r.crumb("standard.title", "/staff/standards"))
	status := 200
	if f != nil {
		f.onto(d, "withdraw")
		status = f.Status()
	}
	return r.HTML(status, views.StaffStandard(d, n))
}

func staffStandardWithdraw(r *Request) error {
	n, err := r.standard()
	if err != nil {
		return err
	}
	f := r.form("reason")
	_, again, err := f.ask(models.WithdrawStandard{Class: n.Class, From: n.From, Reason: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showStandard(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/standards", "standard.done.withdraw")
}

// standardView is one amount as the API gives it.
type standardView struct {
	Class     models.StandardClass `json:"class"`
	From      models.Day           `json:"from"`
	AmountFen money.Fen            `json:"amount_fen"` // per child and month
	DocNo     string               `json:"doc_no"`
	Now       bool                 `json:"now"`
}

// apiStandards lists the amounts that hold, held or will hold. GET /standards
func apiStandards(r *Request) error {
	v := listView[standardView]{Items: []standardView{}}
	for _, c := range r.standards() {
		for _, n := range c.History {
			if n.Withdrawn == "" {
				v.Items = append(v.Items, standardView{Class: n.Class, From: n.From, AmountFen: n.Fen, DocNo: n.DocNo, Now: c.Now != nil && c.Now.From == n.From})
			}
		}
	}
	return r.reply(200, v)
}
