def situation(request):
    return {}
