{%- extends "base.tpl" -%}

{%- block title -%}
Report
{%- endblock -%}

{%- block breadcrumbs -%}
<ol class="breadcrumb">
  <li class="active">Report</li>
</ol>
{%- endblock -%}

{%- block messages -%}
{%- if error %}
<div class="alert alert-warning" role="alert">{{ error | e }}</div>
{%- endif %}
{%- endblock -%}

{%- block table_header -%}
<tr><th>Report</th><th>Made</th><th>Table</th><th>Make it anew</th></tr>
{%- endblock -%}

{%- block table_body -%}
{%- for lesson, shown, made in rows %}
<tr>
  <td>{{ shown | e }}</td>
  <td>{% for stem, what, when in made %}<a href="{{ base_url }}/formgrader/report/{{ stem | e }}.html">{{ what }}</a>, {{ when }}<br>{% else %}not yet{% endfor %}</td>
  <td>{% for stem, what, when in made %}<a href="{{ base_url }}/formgrader/report/{{ stem | e }}.csv">CSV {{ what }}</a><br>{% endfor %}</td>
  <td>
    <form method="post" action="{{ base_url }}/formgrader/report">
      <input type="hidden" name="_xsrf" value="{{ xsrf | e }}">
      <input type="hidden" name="lesson" value="{{ lesson | e }}">
      <button class="btn btn-default btn-sm" name="anonymous" value="no">with names</button>
      <button class="btn btn-default btn-sm" name="anonymous" value="yes">with pseudonyms</button>
    </form>
  </td>
</tr>
{%- endfor %}
{%- endblock -%}
