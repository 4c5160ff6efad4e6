package handlers

import (
	"shanpei/internal/papers"
	"shanpei/models"
	"shanpei/views"
)

// briefing is the report to the leaders as of now, with the names of its rows.
func (r *Request) briefing() views.BriefingProps {
	v := views.BriefingProps{Briefing: r.State.Briefing(r.today()), CountyNames: map[string]string{}, ProgramNames: map[string]string{}}
	for _, c := range r.State.Counties.All() {
		v.CountyNames[c.Code] = views.CountyName(r.Lang, c.Code, c.Name)
	}
	for id, p := range r.State.Programs.All() {
		v.ProgramNames[id] = p.Name
	}
	return v
}

func staffBriefing(r *Request) error {
	return r.HTML(200, views.StaffBriefing(r.staff("briefing.title"), r.briefing()))
}

// briefingPDF is the same on paper, in Chinese.
func briefingPDF(r *Request) error {
	r.Lang = views.ZhCN
	v := r.briefing()
	t := &papers.Briefing{AsOf: v.AsOf, Entry: v.Seq, Received: v.ReceivedFen, Paid: v.PaidFen, Helped: v.Helped}
	for _, g := range v.Groups {
		b := papers.BriefGroup{Title: r.Lang.T("briefing.group." + g.Key)}
		for _, x := range g.Items {
			b.Figures = append(b.Figures, r.Lang.T("briefing.item."+x.Key)+" "+views.BriefingText(r.Lang, x, views.UnitWan))
		}
		t.Groups = append(t.Groups, b)
	}
	rows := func(list []models.BriefingRow, names map[string]string) (out []papers.BriefRow) {
		for _, x := range list {
			name := names[x.Key]
			if x.Key == "" {
				name = r.Lang.T("briefing.unmatched")
			}
			out = append(out, papers.BriefRow{Name: name, Received: x.ReceivedFen, Paid: x.PaidFen, Helped: x.Helped})
		}
		return out
	}
	t.Counties, t.Programs = rows(v.Counties, v.CountyNames), rows(v.Programs, v.ProgramNames)
	t.Head = r.paperHead(papers.TitleBriefing, "", r.State.At)
	return r.paper(t, papers.TitleBriefing+"-"+string(v.AsOf))
}
